import { randomUUIDv7 } from "node:crypto"
import { REDIS_PLACES } from "@signalbox/protocol/redis-places"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { saveEnvIn } from "../env/save-env.ts"
import { nameTaken } from "../services/create-service.ts"
import { isUniqueViolation } from "../unique-violation.ts"
import { getRedisPolicy } from "./get-redis-policy.ts"
import { assertPolicy, passwordSettings, settingsOf, withSettings } from "./policy-text.ts"
import type { CreateRedisPolicyInput, RedisPolicyView } from "./schema.ts"

/**
 * A new policy with its first base; nothing is installed by it.
 * @throws Problem `already-exists`, `invalid-env` when the settings contradict each other
 */
export async function createRedisPolicy(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  input: CreateRedisPolicyInput,
): Promise<RedisPolicyView> {
  const { unit, path, account } = REDIS_PLACES[input.family][input.product]
  const { name, description } = input
  const product = { key: "PRODUCT", value: input.product }
  const always = { key: "MAXMEMORY_POLICY", value: input.settings.eviction ?? "noeviction" }
  const text = withSettings("", [product, always, ...settingsOf(input.settings), ...passwordSettings(input.password)])
  assertPolicy(text)
  const id = randomUUIDv7()
  const seq = await ctx.db
    .$transaction(async (tx) => {
      const definition = { envPath: path, envOwner: account, envGroup: account, envMode: "0640", units: [unit] }
      const fixed = { kind: "redis" as const, dialects: ["systemd"], checks: [], assertions: [] }
      await tx.service.create({ data: { id, name, description, ...definition, ...fixed } })
      await appendAudit(tx, {
        actor: ctx.actor,
        action: "redis-policy.create",
        object: { kind: "service", id, name },
        result: "done",
        after: { unit, path, product: input.product },
      })
      return (await saveEnvIn(tx, ctx, { serviceId: id, base: { text, editedFrom: 0 }, overrides: [], note: "" }))
        .auditSeq
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? nameTaken(name) : error
    })
  ctx.publish({ kind: "service", serviceId: id })
  ctx.publish({ kind: "audit", seq })
  return getRedisPolicy(ctx, { serviceId: id })
}
