import { maskEnvText } from "@signalbox/env-file/mask"
import type { Tx } from "@signalbox/prisma/client"
import type { Sealer } from "../sealing/sealer.ts"
import type { EnvHistoryItemView, EnvVersionView } from "./schema.ts"
import { openVersionText } from "./sealed-text.ts"

export type VersionRow = NonNullable<Awaited<ReturnType<Tx["envVersion"]["findUnique"]>>>

/** What may be said of a version without its text. */
export function versionFacts(row: VersionRow, appliedVersionId: string | null): Omit<EnvHistoryItemView, "changes"> {
  const { id, serverId, number, origin, restoresNumber, note, authorName } = row
  const createdAt = row.createdAt.toISOString()
  return {
    id,
    serverId,
    number,
    origin,
    restoresNumber,
    note,
    authorName,
    createdAt,
    isApplied: id === appliedVersionId,
  }
}

export function versionView(
  row: VersionRow,
  { sealer, secretKeys, appliedVersionId }: { sealer: Sealer; secretKeys: string[]; appliedVersionId: string | null },
): EnvVersionView {
  const text = maskEnvText(openVersionText(sealer, row), secretKeys)
  return { ...versionFacts(row, appliedVersionId), text }
}
