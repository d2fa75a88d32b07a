import type { ServiceView } from "@signalbox/domain/services/schema"
import { ENV_BYTES_MAX } from "@signalbox/protocol/limits"
import { DENIED_KEYS_DEFAULT, HostPolicy, type RedisVerb, type UnitVerb } from "@signalbox/protocol/policy"
import { REDIS_PLACES } from "@signalbox/protocol/redis-places"

export const VERBS_DEFAULT: UnitVerb[] = ["restart", "start", "stop", "reset-failed", "logs"]

export type EnvDraft = { path: string; owner: string; group: string; modes: string[]; units: string[] }

/** What the form of the host policy holds. */
export type PolicyDraft = {
  env: EnvDraft[]
  /** What may be done to every unit that is named. */
  verbs: UnitVerb[]
  /** Units that no env file restarts, such as one whose journal is read. */
  extraUnits: string[]
  /** HOST:PORT, besides loopback. */
  probes: string[]
  watchedFiles: string[]
  redis: RedisDraft
}

/** Whether a local Redis may be put on the server, and which. */
export type RedisDraft = { place: RedisPlaceName; memoryMb: number }
export const REDIS_PLACE_NAMES = ["none", "redis, Debian", "valkey, Debian", "redis, Fedora", "valkey, Fedora"] as const
export type RedisPlaceName = (typeof REDIS_PLACE_NAMES)[number]

export const EMPTY_ENV: EnvDraft = { path: "", owner: "", group: "", modes: ["0600"], units: [] }
export const EMPTY_POLICY: PolicyDraft = {
  env: [EMPTY_ENV],
  verbs: VERBS_DEFAULT,
  extraUnits: [],
  probes: [],
  watchedFiles: [],
  redis: { place: "none", memoryMb: 512 },
}

/** The policy that a draft says, and what is wrong with it, by field. */
export function readPolicy(draft: PolicyDraft): { policy: HostPolicy } | { faults: Record<string, string> } {
  const units = [...new Set([...draft.env.flatMap((entry) => entry.units), ...draft.extraUnits])]
  const parsed = HostPolicy.safeParse({
    version: 1,
    env: draft.env.map((entry) => ({ ...entry, group: entry.group || entry.owner, bytesMax: ENV_BYTES_MAX })),
    units: units.map((name) => ({ name, verbs: draft.verbs })),
    probes: draft.probes.map(readProbe),
    deniedKeys: [...DENIED_KEYS_DEFAULT],
    watchedFiles: draft.watchedFiles,
    redis: readRedis(draft.redis),
  })
  if (parsed.success) return { policy: parsed.data }
  return { faults: Object.fromEntries(parsed.error.issues.map((issue) => [fieldOf(issue.path), issue.message])) }
}

const MIB = 1_048_576
const PORT = 6_379

function readRedis({ place, memoryMb }: RedisDraft) {
  if (place === "none") return []
  const [product, family] = place.split(", ")
  const named = REDIS_PLACES[family === "Fedora" ? "fedora" : "debian"][product === "valkey" ? "valkey" : "redis"]
  const verbs: RedisVerb[] = ["install", "configure", "remove"]
  return [{ unit: named.unit, path: named.path, port: PORT, verbs, memoryBytesMax: memoryMb * MIB, bind: [] }]
}

function readProbe(text: string) {
  const cut = text.lastIndexOf(":")
  const ports = text
    .slice(cut + 1)
    .split("+")
    .map(Number)
  return cut < 1 ? { host: "", ports: [] } : { host: text.slice(0, cut), ports }
}

/** A fault inside a list is told at the list; inside an env file at the file's own field. */
function fieldOf(path: PropertyKey[]): string {
  const [list, at, field] = path.map(String)
  if (list === "env" && field) return `env.${at}.${field === "group" ? "owner" : field}`
  return list === "units" ? "extraUnits" : (list ?? "env")
}

/** The policy that lets these services run on a server, and nothing else. */
export function draftOfServices(services: ServiceView[]): PolicyDraft {
  const checks = services.flatMap((service) => service.checks)
  const unitsOfChecks = checks.flatMap((check) => ("unit" in check ? [check.unit] : []))
  const unitsOfFiles = services.flatMap((service) => service.units)
  return {
    env: services.map((service) => ({
      path: service.envPath,
      owner: service.envOwner,
      group: service.envGroup,
      modes: [service.envMode],
      units: service.units,
    })),
    verbs: VERBS_DEFAULT,
    extraUnits: [...new Set(unitsOfChecks)].filter((unit) => !unitsOfFiles.includes(unit)),
    probes: [...new Set(checks.flatMap(probesOf))],
    watchedFiles: [...new Set(checks.flatMap((check) => (check.kind === "file-age" ? [check.path] : [])))],
    redis: EMPTY_POLICY.redis,
  }
}

const LOOPBACK = /^(127\.|localhost$|\[?::1\]?$)/

function probesOf(check: ServiceView["checks"][number]): string[] {
  if (check.kind === "tcp") return LOOPBACK.test(check.host) ? [] : [`${check.host}:${check.port}`]
  if (check.kind !== "http") return []
  const { hostname, port, protocol } = new URL(check.url)
  return LOOPBACK.test(hostname) ? [] : [`${hostname}:${port || (protocol === "https:" ? "443" : "80")}`]
}
