import type { BullQueueFacts, RedisClient } from "@signalbox/protocol/redis"
import type { Command, RedisConnection } from "./connection.ts"
import { countOf, itemsOf, numberOf, RedisFailure, type Reply, textOf } from "./reply.ts"

/** What Bull and BullMQ put after the name of a queue; jobs are `<prefix>:<queue>:<id>`. */
const STATE_KEYS =
  `wait active delayed failed completed paused prioritized waiting-children id meta meta-paused priority
  stalled stalled-check events marker repeat limiter pc`.split(/\s+/)
const LISTS = ["wait", "active", "paused"] as const
const SETS = ["delayed", "failed", "completed", "prioritized", "waiting-children"] as const
/** Jobs looked at from each end of what waits. */
const ENDS = 10

/** The `<prefix>:<queue>` that a key may belong to, if it is of a queue; jobs tell as well, and there are more of them. */
export function bullBaseOf(key: string): string | undefined {
  const cut = key.lastIndexOf(":")
  const last = key.slice(cut + 1)
  const base = key.slice(0, cut)
  const isOfQueue = STATE_KEYS.includes(last) || /^\d{1,15}$/.test(last)
  return cut > 0 && isOfQueue && base.includes(":") && base.length <= 300 ? base : undefined
}

/** The `<prefix>:<queue>` that a worker's connection names itself after: prefix and name in base64. */
export function bullBaseOfClient(name: string): string | undefined {
  const plain = name.replace(/:(w:.*|qe)$/, "")
  const cut = plain.lastIndexOf(":")
  const encoded = plain.slice(cut + 1)
  const queue = Buffer.from(encoded, "base64").toString("utf8")
  if (cut < 1 || queue === "" || /[\p{Cc}\uFFFD]/u.test(queue)) return undefined
  return Buffer.from(queue).toString("base64") === encoded ? `${plain.slice(0, cut)}:${queue}` : undefined
}

/**
 * What the queue holds; null when there is no queue of Bull or BullMQ at `base`.
 * @throws RedisFailure when the connection ends
 */
export async function readBullQueue(
  redis: RedisConnection,
  input: { db: number; base: string; clients: readonly RedisClient[] | null; now: number },
): Promise<BullQueueFacts | null> {
  const { db, base, clients, now } = input
  const key = (state: string) => `${base}:${state}`
  const answers = await redis.askAll([
    ["HMGET", key("meta"), "version", "paused", "opts.maxLenEvents"],
    ["EXISTS", key("meta-paused")],
    ["GET", key("id")],
    ["LINDEX", key("wait"), -1],
    ["LINDEX", key("paused"), -1],
    ...LISTS.map((state) => ["LLEN", key(state)]),
    ...SETS.map((state) => ["ZCARD", key(state)]),
  ])
  // A key of another type than a queue's says that this is somebody else's.
  if (answers.some((answer) => answer instanceof RedisFailure)) return null
  const [meta, metaPaused, id, lastWaiting, lastPaused, ...counts] = answers
  const [version, paused, maxLenEvents] = itemsOf(meta).map((value) => textOf(value, 120))
  const isBullmq = [version, maxLenEvents].some((value) => value !== undefined && value !== "")
  const [
    waiting = 0,
    active = 0,
    held = 0,
    delayed = 0,
    failed = 0,
    completed = 0,
    prioritized = 0,
    waitingChildren = 0,
  ] = counts.map(countOf)
  // Whoever adds a job counts it, so a Bull queue without a counter never had one.
  if (!isBullmq && numberOf(id) === null) return null
  const cut = base.lastIndexOf(":")
  return {
    kind: isBullmq ? "bullmq" : "bull",
    db,
    prefix: base.slice(0, cut).slice(0, 200),
    name: base.slice(cut + 1).slice(0, 200),
    libraryVersion: version ? version.slice(0, 120) : null,
    isPaused: isBullmq ? paused === "1" : countOf(metaPaused) > 0,
    depths: {
      waiting: waiting - markersIn(lastWaiting),
      active,
      delayed,
      failed,
      completed,
      paused: held - markersIn(lastPaused),
      prioritized,
      waitingChildren,
    },
    oldestWaitingMs: await oldestWaiting(redis, base, now),
    workers: clients === null ? null : clients.filter((client) => isWorkerOf(client, base)).length,
    added: countOf(id),
    throughput: null,
  }
}

/** BullMQ 3 and 4 keep a marker at the end of the list, to wake workers: no job. */
function markersIn(last: Reply | undefined): number {
  return textOf(last, 3).startsWith("0:") ? 1 : 0
}

async function oldestWaiting(redis: RedisConnection, base: string, now: number): Promise<number | null> {
  const ends: Command[] = [
    ...["wait", "paused"].flatMap((state): Command[] => [
      ["LRANGE", `${base}:${state}`, -ENDS, -1],
      ["LRANGE", `${base}:${state}`, 0, ENDS - 1],
    ]),
    ["ZRANGE", `${base}:prioritized`, 0, ENDS - 1],
  ]
  const found = (await redis.askAll(ends)).flatMap(itemsOf)
  const ids = [...new Set(found.map((id) => textOf(id, 200)))].filter((id) => id !== "" && !id.startsWith("0:"))
  if (ids.length === 0) return null
  const stamps = await redis.askAll(ids.map((id) => ["HGET", `${base}:${id}`, "timestamp"]))
  const times = stamps.map(numberOf).filter((time) => time !== null)
  return times.length > 0 ? Math.max(0, now - Math.min(...times)) : null
}

function isWorkerOf(client: RedisClient, base: string): boolean {
  return !client.name.endsWith(":qe") && bullBaseOfClient(client.name) === base
}

/** Rates between two readings of one queue; null when the queue was emptied or made anew in between. */
export function withThroughput(before: BullQueueFacts, after: BullQueueFacts, windowMs: number): BullQueueFacts {
  const added = after.added - before.added
  const finished = added - (unfinished(after) - unfinished(before))
  if (windowMs <= 0 || added < 0 || finished < 0) return after
  const perSecond = (count: number) => Math.round((count / windowMs) * 1e6) / 1e3
  const throughput = { windowMs, addedPerSecond: perSecond(added), finishedPerSecond: perSecond(finished) }
  return { ...after, throughput }
}

function unfinished({ depths }: BullQueueFacts): number {
  const { waiting, active, delayed, paused, prioritized, waitingChildren } = depths
  return waiting + active + delayed + paused + prioritized + waitingChildren
}
