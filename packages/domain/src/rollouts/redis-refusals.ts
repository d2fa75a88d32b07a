// What the host policy of a server would refuse of a Redis policy. The agent checks the same again.
import type { HostPolicy } from "@signalbox/protocol/policy"
import type { RedisPolicy } from "@signalbox/protocol/redis-policy"
import { checkRefusals, type WantedChange } from "./policy-refusals.ts"

const MIB = 1_048_576
const LOOPBACK = /^(127\.|::1$)/

/** Sentences; empty when all is permitted. None holds a password. */
export function redisRefusals(policy: HostPolicy, wanted: WantedChange & { policy: RedisPolicy }): string[] {
  const { units, path, checks, policy: redis } = wanted
  const [unit = ""] = units
  const entry = policy.redis.find((each) => each.unit === unit && each.path === path)
  if (!entry) return [`A Redis as ${unit} with ${path} is not listed.`]
  const verbs = redis.state === "removed" ? (["remove"] as const) : (["configure"] as const)
  const beyond = redis.bind.filter((address) => !LOOPBACK.test(address) && !entry.bind.includes(address))
  return [
    ...verbs.filter((verb) => !entry.verbs.includes(verb)).map((verb) => `To ${verb} ${unit} is not permitted.`),
    ...(redis.port === entry.port ? [] : [`${unit} may listen on port ${entry.port} only, not on ${redis.port}.`]),
    ...beyond.map((address) => `${unit} may not listen on ${address}.`),
    ...(redis.maxMemoryBytes <= entry.memoryBytesMax
      ? []
      : [`${unit} may use ${Math.floor(entry.memoryBytesMax / MIB)} MB at most.`]),
    ...new Set(checks.flatMap((check) => checkRefusals(policy, { check, change: wanted }))),
  ]
}
