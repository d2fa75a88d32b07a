import { hostOf } from "@signalbox/env-file/host-of"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { type ObserveContext, readPermittedEnv } from "../observe.ts"
import type { RedisTarget } from "../redis/connection.ts"
import { redisTargetsOf } from "../redis/targets-of-env.ts"
import type { UnitEnv } from "./judge-connection.ts"
import { nameOf } from "./known-redis.ts"

/**
 * Each unit of the policy with the Redis instances that its env files name, and how its program gets in there. What
 * cannot be read names none. A unit's own working directory is not looked into: an env file is told by the policy.
 */
export async function readUnitEnvs(
  ctx: Pick<ObserveContext, "policyPath" | "files">,
  policy: HostPolicy,
): Promise<{ units: UnitEnv[]; targets: RedisTarget[] }> {
  const units = new Map<string, UnitEnv>()
  const targets: RedisTarget[] = []
  for (const { name } of policy.units) units.set(name, { unit: name, named: [], envWrittenAt: null })
  for (const entry of policy.env) {
    const found = await readPermittedEnv(ctx, entry.path).catch((error: unknown) => {
      if (error instanceof Problem) return undefined
      throw error
    })
    const here = redisTargetsOf(found?.text ?? "").filter(isPlace)
    targets.push(...here)
    const named = here.map((each) => ({ key: each.key, instance: nameOf(each) }))
    for (const unit of entry.units) {
      const before = units.get(unit)
      const times = [before?.envWrittenAt, found?.file.mtimeMs].filter((time) => typeof time === "number")
      const envWrittenAt = times.length > 0 ? Math.max(...times) : null
      units.set(unit, { unit, named: [...(before?.named ?? []), ...named], envWrittenAt })
    }
  }
  return { units: [...units.values()], targets }
}

/** What has the place of a host and cannot be one may be a secret in the wrong place: it is repeated nowhere. */
function isPlace({ host }: RedisTarget): boolean {
  return host.startsWith("/") ? host.length <= 250 : hostOf(host) === host.toLowerCase()
}
