import type { RedisDatabase, RedisFacts, RedisProduct } from "@signalbox/protocol/redis"
import type { Command, RedisConnection } from "./connection.ts"
import { textOf } from "./reply.ts"

const INFO_CHARS_MAX = 512 * 1024
const FIELDS_MAX = 4_000
const DATABASES_MAX = 64

/** Fields of INFO by name. */
export type InfoFields = ReadonlyMap<string, string>

/** @throws RedisFailure */
export async function readInfo(redis: RedisConnection, ...sections: string[]): Promise<InfoFields> {
  const command: Command = ["INFO", ...sections]
  return parseInfo(textOf(await redis.ask(...command), INFO_CHARS_MAX))
}

/** `name:value` lines; headings and what is no such line are passed over. */
export function parseInfo(text: string): InfoFields {
  const fields = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const cut = line.indexOf(":")
    if (cut < 1 || line.startsWith("#")) continue
    if (fields.size >= FIELDS_MAX) break
    fields.set(line.slice(0, cut), line.slice(cut + 1))
  }
  return fields
}

/** What INFO says, of Redis 5 to 8, Valkey and KeyDB alike: a field that a version does not have is null. */
export function factsOf(info: InfoFields, at: number): RedisFacts {
  const count = (name: string) => whole(info.get(name))
  const real = (name: string) => positive(info.get(name))
  const word = (name: string) => (info.get(name) ?? "").slice(0, 120)
  const flag = (name: string) => (info.has(name) ? info.get(name) === "1" : null)
  const ok = (name: string) => (info.has(name) ? info.get(name) === "ok" : null)
  const lastSave = whole(info.get("rdb_last_save_time"))
  return {
    at,
    ...productOf(info),
    mode: word("redis_mode") || word("server_mode"),
    processId: count("process_id"),
    configFile: info.get("config_file")?.slice(0, 1_024) || null,
    uptimeSeconds: real("uptime_in_seconds"),
    memory: {
      usedBytes: real("used_memory"),
      residentBytes: real("used_memory_rss"),
      peakBytes: real("used_memory_peak"),
      systemBytes: real("total_system_memory"),
      maxBytes: real("maxmemory"),
      policy: word("maxmemory_policy"),
      fragmentation: real("mem_fragmentation_ratio"),
    },
    clients: {
      connected: count("connected_clients"),
      blocked: count("blocked_clients"),
      max: count("maxclients"),
      rejected: count("rejected_connections"),
    },
    traffic: {
      opsPerSecond: real("instantaneous_ops_per_sec"),
      commands: count("total_commands_processed"),
      connections: count("total_connections_received"),
      hits: count("keyspace_hits"),
      misses: count("keyspace_misses"),
      evictedKeys: count("evicted_keys"),
      expiredKeys: count("expired_keys"),
      inputBytes: real("total_net_input_bytes"),
      outputBytes: real("total_net_output_bytes"),
    },
    persistence: {
      isLoading: info.get("loading") === "1",
      changesSinceSave: count("rdb_changes_since_last_save"),
      isSaving: info.get("rdb_bgsave_in_progress") === "1",
      lastSaveAt: lastSave === null ? null : lastSave * 1_000,
      lastSaveOk: ok("rdb_last_bgsave_status"),
      appendOnly: flag("aof_enabled"),
      lastAppendOk: ok("aof_last_write_status"),
    },
    replication: {
      role: roleOf(info.get("role")),
      replicas: count("connected_slaves"),
      isLinkUp: info.has("master_link_status") ? info.get("master_link_status") === "up" : null,
    },
    cpu: { systemSeconds: real("used_cpu_sys"), userSeconds: real("used_cpu_user") },
    databases: databasesOf(info),
  }
}

/** The forks answer with a redis_version, too, which says whom they are compatible with. */
function productOf(info: InfoFields): { product: RedisProduct; version: string } {
  const version = (name: string) => (info.get(name) ?? "").slice(0, 120)
  if (info.has("valkey_version")) return { product: "valkey", version: version("valkey_version") }
  const isKeydb = /keydb/i.test(info.get("executable") ?? "") || info.has("mvcc_depth")
  if (isKeydb) return { product: "keydb", version: version("redis_version") }
  return { product: info.has("redis_version") ? "redis" : "other", version: version("redis_version") }
}

function roleOf(role: string | undefined): RedisFacts["replication"]["role"] {
  if (role === "master") return "primary"
  return role === "slave" || role === "active-replica" ? "replica" : "unknown"
}

function databasesOf(info: InfoFields): RedisDatabase[] {
  const databases: RedisDatabase[] = []
  for (const [name, value] of info) {
    const index = /^db(\d{1,6})$/.exec(name)?.[1]
    if (index === undefined || databases.length >= DATABASES_MAX) continue
    const part = (key: string) => whole(new RegExp(`(?:^|,)${key}=(\\d+)`).exec(value)?.[1]) ?? 0
    databases.push({ index: Number(index), keys: part("keys"), expiring: part("expires") })
  }
  return databases.sort((a, b) => a.index - b.index)
}

/** Some fields underflow and show 2^64 less a little: what is no safe number is not said. */
function positive(text: string | undefined): number | null {
  if (text === undefined || text.trim() === "") return null
  const value = Number(text)
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null
}

function whole(text: string | undefined): number | null {
  const value = positive(text)
  return value !== null && Number.isInteger(value) ? value : null
}
