import { Problem } from "@signalbox/protocol/problem"
import type { RedisSettings } from "@signalbox/protocol/redis-policy"
import { readRedisSettings } from "@signalbox/protocol/redis-policy"
import { newestDocuments, overridesOf } from "../env/newest-documents.ts"
import { saveEnv } from "../env/save-env.ts"
import { policyValues } from "../kinds/redis-kind.ts"
import { assignService } from "../services/assign-service.ts"
import { getRedisService } from "./get-policy.ts"
import { rollOutPolicy } from "./roll-out-policy.ts"
import type { RedisOnServersInput, RedisRolloutView } from "./schema.ts"
import { type PolicyContext, settingsText } from "./set-policy.ts"

/**
 * These servers shall have a Redis under this policy: they are assigned, get their versions, and a rollout begins. What was saved
 * stays when the plan is refused; nothing is sent then.
 * @throws Problem `not-found`, `empty-target-list`, `duplicate-target`, `server-revoked`, and as `rollOutPolicy` does
 */
export async function installRedis(ctx: PolicyContext, input: RedisOnServersInput): Promise<RedisRolloutView> {
  const { serviceId, serverIds, strategy, note } = input
  const { name } = await getRedisService(ctx, serviceId)
  await assignService(ctx, { serviceId, serverIds })
  await saveState(ctx, { ...input, state: "present" })
  return rollOutPolicy(ctx, { serviceId, serverIds, strategy, note, title: `Install ${name}` })
}

/**
 * These servers shall have no Redis of this policy any more. Whether programs are still connected is the agent's to see.
 * @throws Problem `not-found`, `empty-target-list`, `duplicate-target`, and as `rollOutPolicy` does
 */
export async function removeRedis(ctx: PolicyContext, input: RedisOnServersInput): Promise<RedisRolloutView> {
  const { serviceId, serverIds, strategy, note } = input
  const { name } = await getRedisService(ctx, serviceId)
  if (serverIds.length === 0) throw new Problem("empty-target-list")
  await saveState(ctx, { ...input, state: "removed" })
  return rollOutPolicy(ctx, { serviceId, serverIds, strategy, note, title: `Remove ${name}` })
}

type Wanted = Pick<RedisOnServersInput, "serviceId" | "serverIds" | "note"> & { state: "present" | "removed" }

/** In the overrides of those servers whose state is another one. */
async function saveState(ctx: PolicyContext, { serviceId, serverIds, note, state }: Wanted): Promise<void> {
  const documents = await newestDocuments(ctx.db, ctx.sealer, serviceId)
  const stateOf = (settings: RedisSettings) => settings.state ?? "present"
  const overrides = serverIds.flatMap((serverId) => {
    const { revision, text } = overridesOf(documents, serverId)
    const settings = readRedisSettings(policyValues(text))
    if (stateOf(settings) === state) return []
    const { state: _, ...rest } = settings
    const next = state === "present" ? rest : { ...rest, state }
    return [{ serverId, editedFrom: revision, text: settingsText({ serverId, settings: next }) }]
  })
  if (overrides.length > 0) await saveEnv(ctx, { serviceId, overrides, note })
}
