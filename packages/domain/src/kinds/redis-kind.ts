import { readEnv } from "@signalbox/env-file/dialects"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { validateEnvText } from "@signalbox/env-file/validate"
import { RedisChange } from "@signalbox/protocol/change"
import type { DialectName } from "@signalbox/protocol/dialects"
import type { HostPolicy, RedisVerb } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { redisConfHash } from "@signalbox/protocol/redis-conf"
import {
  isLoopback,
  type PolicyFault,
  parseRedisPolicy,
  policyKeyFaults,
  type RedisPolicy,
} from "@signalbox/protocol/redis-policy"
import { shownKeys } from "../env/key-changes.ts"
import type { Kind, Shipped, TextFault } from "./kind.ts"

/** To fetch and unpack a package may take long on a small machine. */
const DEADLINE_MS = 600_000
/** Settings are read one way, whatever a program that reads env files would make of them. */
export const REDIS_DIALECTS: DialectName[] = ["systemd"]

/** The policy of a local Redis: the file is rendered from the text, here and by the agent alike. */
export const redisKind: Kind = {
  capability: "change.redis",
  does: "change a local Redis",
  isFileTheText: false,
  definitionFault({ units, checks, assertions, dialects }) {
    const isPlain = checks.length === 0 && assertions.length === 0 && dialects.join() === REDIS_DIALECTS.join()
    return units.length === 1 && isPlain
      ? null
      : "A Redis policy has one unit, the dialect systemd, and no checks or assertions of its own."
  },
  documentFaults: (text, dialects) => [
    ...validateEnvText(text, dialects),
    ...atLines(text, policyKeyFaults(policyValues(text))),
  ],
  wholeFaults(text) {
    const values = policyValues(text)
    if (policyKeyFaults(values).length > 0) return []
    const parsed = parseRedisPolicy(values)
    return parsed.ok ? [] : atLines(text, parsed.faults)
  },
  fileHash: (text) => redisConfHash(policyOf(text)),
  refusals,
  deadlineMs: () => DEADLINE_MS,
  checkTitles: ({ units: [unit = ""], settleMs }) => [
    `Where it shall be: settings and users are those of the policy, its data is there, ${unit} stays up for ${settleMs / 1_000} s`,
    "Where it shall not be: it is stopped, nobody listens on its port, its data is kept aside",
  ],
  change({ serviceName, path, owner, group, mode, units, text, versionNumber, baseHash, checks, ...times }) {
    const policy = policyOf(text)
    return RedisChange.parse({
      kind: "redis",
      service: serviceName,
      ...{ versionNumber, path, owner, group, mode, policy, baseHash, checks },
      unit: units[0],
      fileHash: redisConfHash(policy),
      settleMs: times.settleMs,
      deadlineMs: times.deadlineMs,
    })
  },
}

/** The policy that a complete text spells out. @throws Problem `invalid-env`, naming keys and no value */
export function policyOf(text: string): RedisPolicy {
  const parsed = parseRedisPolicy(policyValues(text))
  if (parsed.ok) return parsed.policy
  const shown = atLines(text, parsed.faults)
  const details = Object.fromEntries(shown.map(({ line, message }) => [`line ${line}`, message]))
  throw new Problem("invalid-env", shown[0]?.message, { details })
}

/** The settings of a text, of a base or of overrides. */
export function policyValues(text: string): ReadonlyMap<string, string> {
  return readEnv(text, "systemd").values
}

function atLines(text: string, faults: readonly PolicyFault[]): TextFault[] {
  const lines = new Map(pairsOf(parseEnvText(text)).map(({ key, lineNumber }) => [key, lineNumber]))
  const isShown = shownKeys([text], [])
  return faults.map(({ key, message }) => ({
    line: lines.get(key) ?? 0,
    // What only reads like a key may be a piece of a password.
    message: isShown(key) ? message : "A line is no setting of a Redis policy.",
  }))
}

function refusals(hostPolicy: HostPolicy, { path, units, text, isFirst }: Shipped & { isFirst: boolean }): string[] {
  const parsed = parseRedisPolicy(policyValues(text))
  const entry = hostPolicy.redis.find((listed) => listed.path === path)
  if (!entry) return [`A Redis with the file ${path} is not listed.`]
  if (!parsed.ok) return []
  const unit = entry.unit === units[0] ? [] : [`The unit of ${path} must be ${entry.unit}, not ${units[0]}.`]
  return [
    ...unit,
    ...verbRefusal(entry, { state: parsed.policy.state, isFirst }),
    ...boundRefusals(entry, parsed.policy),
  ]
}

type Entry = HostPolicy["redis"][number]

/** Whether there is a Redis already is seen on the server alone; the agent asks for the very verb that it needs. */
function verbRefusal({ unit, verbs }: Entry, { state, isFirst }: Pick<RedisPolicy, "state"> & { isFirst: boolean }) {
  const able: RedisVerb[] = state === "removed" ? ["remove"] : isFirst ? ["install", "configure"] : ["configure"]
  return able.some((verb) => verbs.includes(verb)) ? [] : [`To ${able.join(" or ")} ${unit} is not permitted.`]
}

function boundRefusals(entry: Entry, { state, port, maxMemoryBytes, bind }: RedisPolicy): string[] {
  if (state === "removed") return []
  const foreign = bind.filter((address) => !isLoopback(address) && !entry.bind.includes(address))
  return [
    ...(port === entry.port ? [] : [`PORT must be ${entry.port}, not ${port}.`]),
    ...(maxMemoryBytes <= entry.memoryBytesMax
      ? []
      : [`MAXMEMORY of ${maxMemoryBytes} bytes is more than the ${entry.memoryBytesMax} that are permitted.`]),
    ...foreign.map((address) => `BIND to ${address} is not permitted.`),
  ]
}
