// "No Redis on these servers any more" is a version of the policy like any other: it can be planned, seen and rolled back.

import { readEnv } from "@signalbox/env-file/dialects"
import type { Tx } from "@signalbox/prisma/client"
import type { DomainContext } from "../context.ts"
import { newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { newestVersions } from "../env/newest-versions.ts"
import { saveEnvIn } from "../env/save-env.ts"
import { lockService } from "../services/lock-service.ts"
import { withEdits } from "./place-edits.ts"

type Context = Pick<DomainContext, "sealer" | "clock" | "actor">

/** The caller's transaction; versions by which these servers have none, in their order. */
export async function removedVersions(
  tx: Tx,
  ctx: Context,
  { serviceId, serverIds }: { serviceId: string; serverIds: readonly string[] },
): Promise<{ serverId: string; serviceId: string; number: number }[]> {
  if (serverIds.length === 0) return []
  await lockService(tx, serviceId)
  const documents = await newestDocuments(tx, ctx.sealer, serviceId)
  const overrides = serverIds.flatMap((serverId) => {
    const { text, revision } = overridesOf(documents, serverId)
    if (readEnv(text, "systemd").values.get("STATE") === "removed") return []
    const removed = withEdits(text, [{ key: "STATE", value: "removed" }], ["systemd"])
    return removed === undefined ? [] : [{ serverId, text: removed, editedFrom: revision }]
  })
  if (overrides.length > 0) await saveEnvIn(tx, ctx, { serviceId, overrides, note: "Removed with the conversion" })
  const newest = await newestVersions(tx, serviceId, serverIds)
  return serverIds.flatMap((serverId) => {
    const number = newest.get(serverId)?.number
    return number === undefined ? [] : [{ serverId, serviceId, number }]
  })
}
