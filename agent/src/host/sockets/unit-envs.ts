import { redisEndpointsOf } from "@signalbox/env-file/redis-endpoints"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { type ObserveContext, readPermittedEnv } from "../observe.ts"
import type { UnitEnv } from "./judge-connection.ts"
import { nameOf, type Place } from "./known-redis.ts"

/**
 * Each unit of the policy with the Redis instances that its env files name. What cannot be read names none. A unit's own
 * working directory is not looked into: an env file is told by the policy.
 */
export async function readUnitEnvs(
  ctx: Pick<ObserveContext, "policyPath" | "files">,
  policy: HostPolicy,
): Promise<{ units: UnitEnv[]; places: Place[] }> {
  const units = new Map<string, UnitEnv>()
  const places: Place[] = []
  for (const { name } of policy.units) units.set(name, { unit: name, named: [], envWrittenAt: null })
  for (const entry of policy.env) {
    const found = await readPermittedEnv(ctx, entry.path).catch((error: unknown) => {
      if (error instanceof Problem) return undefined
      throw error
    })
    const endpoints = redisEndpointsOf(found?.text ?? "")
    places.push(...endpoints)
    const named = endpoints.map((each) => ({ key: each.key, instance: nameOf(each) }))
    for (const unit of entry.units) {
      const before = units.get(unit)
      const times = [before?.envWrittenAt, found?.file.mtimeMs].filter((time) => typeof time === "number")
      const envWrittenAt = times.length > 0 ? Math.max(...times) : null
      units.set(unit, { unit, named: [...(before?.named ?? []), ...named], envWrittenAt })
    }
  }
  return { units: [...units.values()], places }
}
