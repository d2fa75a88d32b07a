import type { LatencyEvent, SlowEntry } from "@signalbox/protocol/redis"
import { bullBaseOf } from "./bull-queues.ts"
import type { RedisConnection } from "./connection.ts"
import { keyPatternOf } from "./key-pattern.ts"
import { countOf, itemsOf, type Reply, textOf } from "./reply.ts"

const ENTRIES_MAX = 128
const EVENTS_MAX = 32
const HISTORY_MAX = 160

/** Commands whose first argument is a key. Of any other, nothing but its name is told. */
const KEY_FIRST = new Set(
  `APPEND BLMOVE BLPOP BRPOP BRPOPLPUSH BZPOPMAX BZPOPMIN DEL DUMP EXISTS EXPIRE GET GETDEL GETEX GETSET HDEL HEXISTS HGET
  HGETALL HINCRBY HKEYS HLEN HMGET HMSET HSCAN HSET HSETNX HVALS INCR INCRBY LINDEX LINSERT LLEN LMOVE LPOP LPOS LPUSH LRANGE
  LREM LSET LTRIM MGET MSET PERSIST PEXPIRE PSETEX PTTL RENAME RESTORE RPOP RPOPLPUSH RPUSH SADD SCARD SDIFF SET SETEX SETNX
  SINTER SISMEMBER SMEMBERS SORT SPOP SRANDMEMBER SREM SSCAN STRLEN SUNION TTL TYPE UNLINK XACK XADD XDEL XLEN XRANGE XREVRANGE
  XTRIM ZADD ZCARD ZCOUNT ZINCRBY ZPOPMAX ZPOPMIN ZRANGE ZRANGEBYSCORE ZRANK ZREM ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE
  ZREVRANGEBYSCORE ZSCAN ZSCORE`.split(/\s+/),
)
/** NAME script numkeys key … */
const SCRIPTS = new Set(["EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "FCALL", "FCALL_RO"])

/**
 * The newest slow commands, cut to the command and the pattern of its key: arguments are people's data.
 * @throws RedisFailure, such as NOPERM
 */
export async function readSlowLog(redis: RedisConnection): Promise<SlowEntry[]> {
  const entries = itemsOf(await redis.ask("SLOWLOG", "GET", ENTRIES_MAX))
  return entries.slice(0, ENTRIES_MAX).map((entry) => slowEntryOf(itemsOf(entry)))
}

function slowEntryOf(entry: readonly Reply[]): SlowEntry {
  const [id, at, tookMicros, args, address, clientName] = entry
  const words = itemsOf(args)
  const said = textOf(words[0], 40).toUpperCase()
  const command = /^[A-Z][A-Z0-9._|-]*$/.test(said) ? said : "?"
  return {
    id: countOf(id),
    at: countOf(at) * 1_000,
    tookMicros: countOf(tookMicros),
    command,
    keyPattern: patternOf(keyOf(command, words)),
    address: textOf(address, 80).replace(/:\d+$/, "").slice(0, 64),
    clientName: textOf(clientName, 120),
  }
}

function keyOf(command: string, words: readonly Reply[]): Reply | undefined {
  if (KEY_FIRST.has(command)) return words[1]
  return SCRIPTS.has(command) && countOf(words[2]) > 0 ? words[3] : undefined
}

/** The last word may be a name that nobody counted: it is told only where it is the name of a state of a queue. */
function patternOf(key: Reply | undefined): string | null {
  if (!Buffer.isBuffer(key)) return null
  const pattern = keyPatternOf(key)
  return bullBaseOf(textOf(key, 400)) === undefined ? pattern.replace(/([:/|])[^:/|]*$/, "$1*") : pattern
}

/**
 * What Redis's own latency monitor saw; nothing when it is off, as it is by default.
 * @throws RedisFailure, such as NOPERM
 */
export async function readLatencyEvents(redis: RedisConnection): Promise<LatencyEvent[]> {
  const latest = itemsOf(await redis.ask("LATENCY", "LATEST"))
    .slice(0, EVENTS_MAX)
    .map(itemsOf)
  const histories = await redis.askAll(latest.map(([name]) => ["LATENCY", "HISTORY", textOf(name, 120)]))
  return latest.map(([name, at, latestMs, maxMs], index) => ({
    name: textOf(name, 120),
    at: countOf(at) * 1_000,
    latestMs: countOf(latestMs),
    maxMs: countOf(maxMs),
    history: itemsOf(histories[index])
      .slice(-HISTORY_MAX)
      .map((sample) => ({ at: countOf(itemsOf(sample)[0]) * 1_000, ms: countOf(itemsOf(sample)[1]) })),
  }))
}
