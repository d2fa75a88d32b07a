import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { shownKeys } from "./key-changes.ts"
import type { EnvKeyFoundView, FindKeysInput } from "./schema.ts"
import { openDocumentText } from "./sealed-text.ts"

/** Texts are sealed, so each must be opened to be searched: no more than these at once. Bases come first. */
const DOCUMENTS_MAX = 500

type Row = { id: string; serviceId: string; serviceName: string; secretKeys: string[]; sealedText: Uint8Array }

/** Keys whose name holds the text, in any case; those that begin with it first. Names alone: a value is never looked at. */
export async function findKeys(
  ctx: Pick<DomainContext, "db" | "sealer">,
  { text, limit }: z.infer<typeof FindKeysInput>,
): Promise<EnvKeyFoundView[]> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT newest.id, newest."serviceId", s.name AS "serviceName", s."secretKeys", newest."sealedText" FROM (
      SELECT DISTINCT ON ("serviceId", "serverId") id, "serviceId", "serverId", "sealedText" FROM "EnvDocument"
      ORDER BY "serviceId", "serverId", revision DESC
    ) newest JOIN "Service" s ON s.id = newest."serviceId"
    WHERE s."removedAt" IS NULL AND s.kind = 'env'
    ORDER BY newest."serverId" IS NOT NULL, s.name, newest."serverId" LIMIT ${DOCUMENTS_MAX}`
  const wanted = text.toLowerCase()
  const found = new Map<string, EnvKeyFoundView>()
  for (const { serviceId, serviceName, secretKeys, ...document } of rows) {
    const saved = openDocumentText(ctx.sealer, document)
    const isShown = shownKeys([saved], secretKeys)
    for (const { key } of pairsOf(parseEnvText(saved))) {
      if (isShown(key) && key.toLowerCase().includes(wanted))
        found.set(`${serviceId} ${key}`, { key, serviceId, serviceName })
    }
  }
  const rank = ({ key }: EnvKeyFoundView) => (key.toLowerCase().startsWith(wanted) ? 0 : 1)
  return [...found.values()]
    .sort(
      (left, right) =>
        rank(left) - rank(right) ||
        left.key.localeCompare(right.key) ||
        left.serviceName.localeCompare(right.serviceName),
    )
    .slice(0, limit)
}
