import type { DomainContext } from "../context.ts"
import { newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { saveEnvIn } from "../env/save-env.ts"
import { lockRedisPolicy } from "./find-redis-policy.ts"
import { getRedisPolicy } from "./get-redis-policy.ts"
import { assertPolicy, passwordSettings, settingsOf, withSettings } from "./policy-text.ts"
import type { RedisPolicyView, SetRedisPolicyInput } from "./schema.ts"

/**
 * Saves settings of the base, or of one server; each server whose policy becomes another by it gets its next version. Nothing is sent.
 * @throws Problem `not-found`, `stale-revision`, `nothing-to-do`, `invalid-env` with the settings that are wrong
 */
export async function setRedisPolicy(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  input: SetRedisPolicyInput,
): Promise<RedisPolicyView> {
  const { serviceId, serverId, editedFrom, note } = input
  const auditSeq = await ctx.db.$transaction(async (tx) => {
    await lockRedisPolicy(tx, serviceId)
    const documents = await newestDocuments(tx, ctx.sealer, serviceId)
    const before = serverId === null ? documents.base : overridesOf(documents, serverId)
    const settings = [...settingsOf(input.settings), ...passwordSettings(input.password)]
    const text = withSettings(before.text, settings)
    if (serverId === null) assertPolicy(text)
    const save = { serviceId, note, overrides: [] }
    const edited =
      serverId === null
        ? { ...save, base: { text, editedFrom } }
        : { ...save, overrides: [{ serverId, text, editedFrom }] }
    return (await saveEnvIn(tx, ctx, edited)).auditSeq
  })
  ctx.publish({ kind: "env", serviceId })
  ctx.publish({ kind: "audit", seq: auditSeq })
  return getRedisPolicy(ctx, { serviceId })
}
