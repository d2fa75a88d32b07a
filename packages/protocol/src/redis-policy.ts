import { z } from "zod"

// What a local Redis shall be. It is kept as text of KEY=VALUE lines, one version after the other, like an env file: so that
// base and overrides, masked diffs, history, rollouts and rollbacks are the same for both. The keys are Redis's own directives.

const MIB = 1_048_576

/** A password stands in env files of several dialects too: only what all of them read alike. */
export const RedisPassword = z.string().regex(/^[A-Za-z0-9_.~-]{16,128}$/, "must be 16 to 128 of A-Z a-z 0-9 _ . ~ -")
export const RedisUserName = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, "must be a plain name such as ytdl")
export const BindAddress = z.union([z.ipv4(), z.ipv6()])

export const EvictionPolicy = z.enum([
  "noeviction",
  "allkeys-lru",
  "allkeys-lfu",
  "allkeys-random",
  "volatile-lru",
  "volatile-lfu",
  "volatile-random",
  "volatile-ttl",
])
export type EvictionPolicy = z.infer<typeof EvictionPolicy>

export const RedisPolicy = z.strictObject({
  /** `removed`: stopped, disabled, the package taken away, the data file kept aside. */
  state: z.enum(["present", "removed"]),
  /** Which of the distribution's packages is installed where there is none. */
  product: z.enum(["redis", "valkey"]),
  port: z.number().int().min(1).max(65_535),
  bind: z.array(BindAddress).min(1).max(8),
  maxMemoryBytes: z
    .number()
    .int()
    .min(4 * MIB),
  eviction: EvictionPolicy,
  /** Snapshot after so many seconds if so many keys changed; none for no snapshots. */
  snapshots: z
    .array(
      z.strictObject({
        seconds: z.number().int().min(1).max(86_400),
        changes: z.number().int().min(1).max(1_000_000_000),
      }),
    )
    .max(8),
  appendOnly: z.boolean(),
  appendFsync: z.enum(["always", "everysec", "no"]),
  maxClients: z.number().int().min(16).max(1_000_000),
  /** The ACL user that `password` is for; then the default user is off. Null: the default user. */
  user: RedisUserName.nullable(),
  password: RedisPassword.nullable(),
  /** Still accepted beside `password` while clients move over. */
  retiringPassword: RedisPassword.nullable(),
  slowerThanMicros: z.number().int().min(0).max(60_000_000),
  latencyThresholdMs: z.number().int().min(0).max(60_000),
})
export type RedisPolicy = z.infer<typeof RedisPolicy>

export type PolicyFault = { key: string; message: string }
export type ParsedPolicy = { ok: true; policy: RedisPolicy } | { ok: false; faults: PolicyFault[] }

type Field = { key: string; of: keyof RedisPolicy; absent: string; read: (value: string) => unknown }

const FIELDS: readonly Field[] = [
  { key: "STATE", of: "state", absent: "present", read: (value) => value },
  { key: "PRODUCT", of: "product", absent: "redis", read: (value) => value },
  { key: "PORT", of: "port", absent: "6379", read: wholeNumber },
  { key: "BIND", of: "bind", absent: "127.0.0.1", read: words },
  { key: "MAXMEMORY", of: "maxMemoryBytes", absent: "512mb", read: readBytes },
  { key: "MAXMEMORY_POLICY", of: "eviction", absent: "noeviction", read: (value) => value },
  { key: "SAVE", of: "snapshots", absent: "3600 1 300 100 60 10000", read: readSnapshots },
  { key: "APPENDONLY", of: "appendOnly", absent: "no", read: yesOrNo },
  { key: "APPENDFSYNC", of: "appendFsync", absent: "everysec", read: (value) => value },
  { key: "MAXCLIENTS", of: "maxClients", absent: "10000", read: wholeNumber },
  { key: "USER", of: "user", absent: "", read: orNull },
  { key: "PASSWORD", of: "password", absent: "", read: orNull },
  { key: "RETIRING_PASSWORD", of: "retiringPassword", absent: "", read: orNull },
  { key: "SLOWLOG_LOG_SLOWER_THAN", of: "slowerThanMicros", absent: "10000", read: wholeNumber },
  { key: "LATENCY_MONITOR_THRESHOLD", of: "latencyThresholdMs", absent: "100", read: wholeNumber },
]

/** Keys that a policy text may hold, in the order in which they are written. */
export const REDIS_POLICY_KEYS: readonly string[] = FIELDS.map(({ key }) => key)

/** What is wrong with single settings, as in a base that overrides are yet to complete: unknown keys, and values that cannot be. */
export function policyKeyFaults(values: ReadonlyMap<string, string>): PolicyFault[] {
  const unknown = [...values.keys()].filter((key) => !REDIS_POLICY_KEYS.includes(key))
  const parsed = RedisPolicy.safeParse(draftOf(values))
  const wrong = parsed.success ? [] : parsed.error.issues
  return [
    ...unknown.map((key) => ({
      key,
      message: `${key} is no setting of a Redis policy; known are ${REDIS_POLICY_KEYS.join(", ")}`,
    })),
    ...wrong.map(({ path, code, message }) => {
      const { key = "", absent = "" } = FIELDS.find(({ of }) => of === path[0]) ?? {}
      // What the schema says of a word that is no number at all speaks of types, which nobody typed.
      const isOtherwiseTyped = code === "invalid_type" || code === "invalid_union"
      return { key, message: `${key}: ${isOtherwiseTyped ? `must be such as ${absent}` : message}` }
    }),
  ]
}

/** The policy that the values of a text spell out. What is absent takes Redis's own or the safer value; an unknown key is a fault. */
export function parseRedisPolicy(values: ReadonlyMap<string, string>): ParsedPolicy {
  const parsed = RedisPolicy.safeParse(draftOf(values))
  const faults = [...policyKeyFaults(values), ...(parsed.success ? contradictions(parsed.data) : [])]
  return parsed.success && faults.length === 0 ? { ok: true, policy: parsed.data } : { ok: false, faults }
}

function draftOf(values: ReadonlyMap<string, string>): Record<string, unknown> {
  return Object.fromEntries(FIELDS.map(({ key, of, absent, read }) => [of, read((values.get(key) ?? absent).trim())]))
}

/** The text of a policy; the inverse of `parseRedisPolicy`. What equals the default is left out, but for the five that matter most. */
export function redisPolicyText(policy: RedisPolicy): string {
  const always = ["PORT", "BIND", "MAXMEMORY", "MAXMEMORY_POLICY", "SAVE"]
  const lines = FIELDS.map(({ key, of, absent }) => ({ key, absent, value: writeValue(policy[of]) }))
  return lines
    .filter(({ key, absent, value }) => always.includes(key) || value !== absent)
    .map(({ key, value }) => `${key}=${value}\n`)
    .join("")
}

/** Some of the settings, as in a base or in what one server has otherwise. */
export type RedisSettings = { [Field in keyof RedisPolicy]?: RedisPolicy[Field] | undefined }

/** The lines of these settings, all of them, whether they equal a default or not. */
export function redisSettingsText(settings: RedisSettings): string {
  return FIELDS.flatMap(({ key, of }) => {
    const value = settings[of]
    return value === undefined ? [] : [`${key}=${writeValue(value)}\n`]
  }).join("")
}

/** The inverse: the settings that a text names. A value that cannot be is left out, as is an unknown key. */
export function readRedisSettings(values: ReadonlyMap<string, string>): RedisSettings {
  const named = FIELDS.flatMap(({ key, of, read }) => {
    const value = values.get(key)
    return value === undefined ? [] : [[of, read(value.trim())] as const]
  })
  const sound = named.filter(([of, value]) => RedisPolicy.shape[of].safeParse(value).success)
  return Object.fromEntries(sound)
}

/** True for an address that only this machine can reach. */
export function isLoopback(address: string): boolean {
  return /^(127\.|::1$)/.test(address)
}

function contradictions(policy: RedisPolicy): PolicyFault[] {
  const faults: PolicyFault[] = []
  if (policy.state === "present" && policy.password === null && policy.bind.some((address) => !isLoopback(address)))
    faults.push({ key: "BIND", message: "BIND: a Redis that listens beyond this server needs a PASSWORD" })
  if (policy.user !== null && policy.password === null)
    faults.push({ key: "USER", message: "USER: a user of its own needs a PASSWORD" })
  if (policy.retiringPassword !== null && policy.password === null)
    faults.push({ key: "RETIRING_PASSWORD", message: "RETIRING_PASSWORD: there is no PASSWORD that takes its place" })
  if (policy.retiringPassword !== null && policy.retiringPassword === policy.password)
    faults.push({ key: "RETIRING_PASSWORD", message: "RETIRING_PASSWORD: is the PASSWORD itself" })
  return faults
}

function writeValue(value: RedisPolicy[keyof RedisPolicy]): string {
  if (value === null) return ""
  if (typeof value === "boolean") return value ? "yes" : "no"
  if (typeof value === "number") return value >= MIB && value % MIB === 0 ? `${value / MIB}mb` : String(value)
  if (typeof value === "string") return value
  return value.map((each) => (typeof each === "string" ? each : `${each.seconds} ${each.changes}`)).join(" ")
}

function words(value: string): string[] {
  return value.split(/\s+/).filter((word) => word !== "")
}

function orNull(value: string): string | null {
  return value === "" ? null : value
}

function wholeNumber(value: string): number {
  return /^\d{1,12}$/.test(value) ? Number(value) : Number.NaN
}

function yesOrNo(value: string): unknown {
  return value === "yes" ? true : value === "no" ? false : value
}

/** As Redis reads sizes: kb is 1,024, k is 1,000. */
function readBytes(value: string): number {
  const parts = /^(\d{1,12})(b|k|kb|m|mb|g|gb)?$/i.exec(value)
  const factors: Record<string, number> = { b: 1, k: 1e3, kb: 1_024, m: 1e6, mb: MIB, g: 1e9, gb: 1_024 * MIB }
  return parts ? Number(parts[1]) * (factors[(parts[2] ?? "b").toLowerCase()] ?? Number.NaN) : Number.NaN
}

function readSnapshots(value: string): unknown {
  const numbers = words(value).map(wholeNumber)
  if (numbers.length % 2 !== 0) return value
  return Array.from({ length: numbers.length / 2 }, (_, at) => ({
    seconds: numbers[2 * at],
    changes: numbers[2 * at + 1],
  }))
}
