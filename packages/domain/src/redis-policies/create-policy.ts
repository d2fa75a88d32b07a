import type { DomainContext } from "../context.ts"
import { REDIS_DIALECTS } from "../kinds/redis-kind.ts"
import { createService } from "../services/create-service.ts"
import { getRedisPolicy } from "./get-policy.ts"
import type { CreateRedisPolicyInput, RedisPolicyView } from "./schema.ts"
import { refuseBaseAlone, setRedisPolicy } from "./set-policy.ts"

/** Where the packages of Debian and Ubuntu have them. */
const PLACES = {
  redis: { unit: "redis-server.service", folder: "/etc/redis", account: "redis" },
  valkey: { unit: "valkey-server.service", folder: "/etc/valkey", account: "valkey" },
}

/**
 * A new policy with its base; no server has it yet.
 * @throws Problem `already-exists` for a taken name, `invalid-env` for settings that contradict each other
 */
export async function createRedisPolicy(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  { name, description, product, settings, password }: CreateRedisPolicyInput,
): Promise<RedisPolicyView> {
  const base = { settings: { ...settings, product }, password }
  refuseBaseAlone(base)
  const { unit, folder, account } = PLACES[product]
  const owned = { envPath: `${folder}/signalbox.conf`, envOwner: account, envGroup: account, envMode: "0640" }
  const plain = { dialects: REDIS_DIALECTS, checks: [], assertions: [], secretKeys: [] }
  const service = await createService(ctx, { name, description, ...owned, ...plain, units: [unit] }, "redis")
  await setRedisPolicy(ctx, { serviceId: service.id, serverId: null, editedFrom: 0, ...base, note: "" })
  return getRedisPolicy(ctx, { serviceId: service.id })
}
