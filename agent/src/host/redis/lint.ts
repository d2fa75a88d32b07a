import type { QueueFacts, RedisFacts, RedisFinding, RedisProduct, RedisSettings } from "@signalbox/protocol/redis"
import type { KernelSettings } from "./kernel-settings.ts"

export type LintInput = {
  facts: RedisFacts
  settings: RedisSettings
  queues: readonly QueueFacts[]
  /** Of the machine that the instance runs on; null when that is another one. */
  kernel: KernelSettings | null
  /** Who keeps keys where, as far as is known: two environments at one place see each other's jobs. */
  uses?: readonly { environment: string; db: number; prefix: string }[]
}

type Rule = (input: LintInput) => RedisFinding | null

const FULL = 0.8
/** The oldest release whose makers still mend it, as of November 2026. A distribution may mend older ones by itself. */
const OLDEST_SUPPORTED: Partial<Record<RedisProduct, readonly [major: number, minor: number]>> = {
  redis: [7, 2],
  valkey: [7, 2],
}

/** What is dangerous, or will be, in the order of the rules. Says nothing about what is not known. */
export function lintRedis(input: LintInput): RedisFinding[] {
  return RULES.map((rule) => rule(input)).filter((finding) => finding !== null)
}

const RULES: readonly Rule[] = [
  function evictsJobs({ facts, queues }) {
    const { policy } = facts.memory
    if (queues.length === 0 || policy === "" || policy === "noeviction") return null
    // Queues' keys have no time to live: the volatile policies pass them over, but take Bull's locks and Celery's results.
    const isAny = policy.startsWith("allkeys-")
    return {
      id: "evicts-jobs",
      severity: isAny ? "danger" : "warning",
      seen: `maxmemory-policy is ${policy}, and ${namesOf(queues)} is here`,
      why: isAny
        ? "When memory is full, Redis removes keys of its choice, waiting jobs among them. Nobody is told, and the jobs never run."
        : "When memory is full, Redis removes keys that have a time to live, locks and results among them: jobs may run twice.",
      fix: "Set maxmemory-policy to noeviction here, and keep caches in an instance of their own.",
    }
  },
  function hasNoLimit({ facts }) {
    if (facts.memory.maxBytes !== 0) return null
    return {
      id: "no-maxmemory",
      severity: "warning",
      seen: "maxmemory is 0: no limit",
      why: "Redis grows until the kernel ends it or something else on the machine.",
      fix: "Set maxmemory to what the machine can spare, less about a quarter for forks and buffers.",
    }
  },
  function isNearlyFull({ facts }) {
    const { usedBytes, maxBytes } = facts.memory
    if (usedBytes === null || !maxBytes || usedBytes / maxBytes < FULL) return null
    return {
      id: "memory-nearly-full",
      severity: "warning",
      seen: `${percent(usedBytes / maxBytes)} of maxmemory is in use`,
      why: "At the limit, writes fail (noeviction) or keys are removed (any other policy).",
      fix: "Raise maxmemory, give keys a time to live, or find what grows among the key patterns.",
    }
  },
  function losesJobs({ facts, settings, queues }) {
    const saves = settings.savesSnapshots
    if (queues.length === 0 || saves !== false || facts.persistence.appendOnly !== false) return null
    return {
      id: "no-persistence",
      severity: "warning",
      seen: `neither snapshots nor an append-only file, and ${namesOf(queues)} is here`,
      why: "A restart of Redis or of the machine loses every job that waits.",
      fix: "Set appendonly yes, with appendfsync everysec.",
    }
  },
  function cannotSave({ facts }) {
    const { lastSaveOk, lastAppendOk } = facts.persistence
    if (lastSaveOk !== false && lastAppendOk !== false) return null
    return {
      id: "save-failed",
      severity: "danger",
      seen: lastSaveOk === false ? "the last snapshot failed" : "the last write of the append-only file failed",
      why: "What happens now is lost at a restart, and by default Redis refuses writes after a failed snapshot.",
      fix: "Look at the disk's room and at the log of Redis; then BGSAVE.",
    }
  },
  function isOpen({ settings }) {
    const { bind, defaultUser, isProtected } = settings
    if (bind === null || isProtected !== false) return null
    const isReachable = bind.length === 0 || !bind.every(isLoopback)
    if (!isReachable || !defaultUser?.isOn || defaultUser.needsPassword) return null
    return {
      id: "open-without-password",
      severity: "danger",
      seen: `it listens on ${bind.length === 0 ? "every address" : bind.join(", ")} and lets anybody in`.slice(0, 400),
      why: "Whoever reaches the port can read and delete everything, and through it run programs on the machine.",
      fix: "Set a password or an ACL user, bind to the addresses that are needed, and close the port to others.",
    }
  },
  function defaultUserMayAll({ settings }) {
    const user = settings.defaultUser
    if (!user?.isOn || !user.hasAllCommands || !user.hasAllKeys) return null
    return {
      id: "default-user-may-all",
      severity: "note",
      seen: "the default user may run every command on every key",
      why: "Every application has the rights of an administrator: FLUSHALL, CONFIG and reading what others keep here.",
      fix: "Give each application an ACL user of its own, with its key prefix and without @admin and @dangerous.",
    }
  },
  function isShared({ uses = [] }) {
    const places = Map.groupBy(uses, ({ db, prefix }) => `${prefix || "keys without a prefix"} in database ${db}`)
    const clash = [...places].find(([, users]) => new Set(users.map(({ environment }) => environment)).size > 1)
    if (!clash) return null
    const [place, users] = clash
    return {
      id: "prefix-shared",
      severity: "danger",
      seen: `${[...new Set(users.map(({ environment }) => environment))].join(" and ")} both use ${place}`.slice(
        0,
        400,
      ),
      why: "Workers of one environment take the jobs of the other, with other code and other settings.",
      fix: "Give each environment a prefix or a database of its own.",
    }
  },
  function isNearMaxClients({ facts, settings }) {
    const max = facts.clients.max ?? settings.maxClients
    const { connected } = facts.clients
    if (!max || connected === null || connected / max < FULL) return null
    return {
      id: "near-maxclients",
      severity: "warning",
      seen: `${connected} of ${max} clients are connected`,
      why: "At the limit, new connections are refused: a restart of a worker may not come back.",
      fix: "Find who holds so many connections in the client list; raise maxclients if they are right.",
    }
  },
  function isOld({ facts }) {
    const oldest = OLDEST_SUPPORTED[facts.product]
    const [major, minor] = facts.version.split(".").map(Number)
    if (!oldest || major === undefined || minor === undefined || !Number.isInteger(major)) return null
    if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return null
    return {
      id: "version-out-of-support",
      severity: "note",
      seen: `${facts.product} ${facts.version}; the oldest release that its makers mend is ${oldest.join(".")}`,
      why: "Holes in it are not closed by its makers any more, at best by the distribution that it came from.",
      fix: "Keep the distribution's security updates on, and plan an upgrade.",
    }
  },
  function hugePages({ kernel }) {
    if (!kernel?.hugePagesAlways) return null
    return {
      id: "huge-pages",
      severity: "note",
      seen: "transparent huge pages are set to always",
      why: "While a snapshot is written, each small write copies 2 MB: latency jumps and memory doubles.",
      fix: "Write madvise to /sys/kernel/mm/transparent_hugepage/enabled, and at boot.",
    }
  },
  function overcommit({ kernel, facts, settings }) {
    const forks = settings.savesSnapshots !== false || facts.persistence.appendOnly !== false
    if (!kernel || kernel.overcommit === null || kernel.overcommit === 1 || !forks) return null
    return {
      id: "overcommit",
      severity: "note",
      seen: `vm.overcommit_memory is ${kernel.overcommit}`,
      why: "A snapshot forks, and the fork may be refused although there is room: the snapshot fails.",
      fix: "Set vm.overcommit_memory = 1 in /etc/sysctl.d.",
    }
  },
]

function namesOf(queues: readonly QueueFacts[]): string {
  const [first] = queues
  const name = first?.kind === "celery" ? "a Celery broker" : `the queue ${first?.name.slice(0, 80)}`
  return queues.length > 1 ? `${name} (and ${queues.length - 1} more)` : name
}

/** A leading dash means "if there is such an address". */
function isLoopback(address: string): boolean {
  return /^-?(127\.\d+\.\d+\.\d+|::1)$/.test(address)
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`
}
