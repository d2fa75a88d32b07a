import type { CeleryFacts, RedisClient } from "@signalbox/protocol/redis"
import type { RedisConnection } from "./connection.ts"
import { countOf, itemsOf, numberOf, RedisFailure, textOf } from "./reply.ts"

// Celery's transport on Redis: a set per exchange names the queues bound to it, a list per queue holds what waits (and a
// list more for each priority), a hash holds what was taken and is not yet acknowledged.

const SEPARATOR = "\x06\x16"
const BINDING = /^(.*)_kombu\.binding\.(.+)$/s
/** Workers' own exchanges: control and events, not tasks. */
const OWN_EXCHANGES = /^(reply\.)?(.*\.)?pidbox$|^celeryev/
const PRIORITIES = Array.from({ length: 9 }, (_, index) => index + 1)
const QUEUES_MAX = 200
/** Unacknowledged messages that are looked at for an eta. */
const MESSAGES_MAX = 200
const MESSAGE_BYTES_MAX = 32 * 1024
/** Of all of them together: they are read again at every look. */
const MESSAGES_BYTES_MAX = 512 * 1024
/** Asked for at once: the instance serves nobody else meanwhile, some 50 µs for so many bytes. */
const PIECE_BYTES = 64 * 1024

export type CeleryBinding = { keyPrefix: string; exchange: string }

export function celeryBindingOf(key: string): CeleryBinding | undefined {
  const [, keyPrefix, exchange] = BINDING.exec(key) ?? []
  return keyPrefix !== undefined && exchange !== undefined && keyPrefix.length <= 200
    ? { keyPrefix, exchange }
    : undefined
}

/**
 * The queues of one key prefix; null when no exchange of it has any.
 * @throws RedisFailure when the connection ends
 */
export async function readCelery(
  redis: RedisConnection,
  input: {
    db: number
    keyPrefix: string
    exchanges: readonly string[]
    clients: readonly RedisClient[] | null
    now: number
  },
): Promise<CeleryFacts | null> {
  const { db, keyPrefix, clients, now } = input
  const tasks = input.exchanges.filter((exchange) => !OWN_EXCHANGES.test(exchange)).slice(0, QUEUES_MAX)
  // One step of SSCAN is all of a set that has a few members, and no long wait for one that has many.
  const bindings = await redis.askAll(
    tasks.map((exchange) => ["SSCAN", `${keyPrefix}_kombu.binding.${exchange}`, 0, "COUNT", QUEUES_MAX]),
  )
  const members = bindings.flatMap((reply) => itemsOf(itemsOf(reply)[1]))
  const names = [...new Set(members.map((member) => textOf(member, 600).split(SEPARATOR)[2] ?? ""))]
  const queues = names.filter((name) => name !== "").slice(0, QUEUES_MAX)
  if (queues.length === 0) return null
  const waiting = await Promise.all(queues.map((name) => depthOf(redis, keyPrefix + name)))
  const [unacked, oldest] = await redis.askAll([
    ["HLEN", `${keyPrefix}unacked`],
    ["ZRANGE", `${keyPrefix}unacked_index`, 0, 0, "WITHSCORES"],
  ])
  const oldestAt = numberOf(itemsOf(oldest)[1])
  return {
    kind: "celery",
    db,
    keyPrefix,
    exchanges: tasks.map((exchange) => exchange.slice(0, 200)),
    queues: queues.map((name, index) => ({ name: name.slice(0, 200), waiting: waiting[index] ?? 0 })),
    unacked: countOf(unacked),
    scheduled: await scheduledIn(redis, { keyPrefix, unacked: countOf(unacked), now }),
    oldestUnackedMs: oldestAt === null ? null : Math.max(0, now - oldestAt * 1_000),
    workers: clients === null ? null : clients.filter((client) => isWorker(client, db)).length,
  }
}

/**
 * A worker waits for tasks by one connection that does nothing else. The control exchange is no help: whoever was killed is
 * bound to it for ever, and who listens to it does so by a pattern.
 */
function isWorker(client: RedisClient, db: number): boolean {
  return client.db === db && client.command === "brpop"
}

/** One for each priority. */
function listsOf(list: string): string[] {
  return [list, ...PRIORITIES.map((priority) => `${list}${SEPARATOR}${priority}`)]
}

async function depthOf(redis: RedisConnection, list: string): Promise<number> {
  const lengths = await redis.askAll(listsOf(list).map((key) => ["LLEN", key]))
  return lengths.map(countOf).reduce((sum, length) => sum + length, 0)
}

/** A worker takes a task whose time is to come and keeps it, unacknowledged, until then. */
async function scheduledIn(
  redis: RedisConnection,
  input: { keyPrefix: string; unacked: number; now: number },
): Promise<number | null> {
  const { keyPrefix, unacked, now } = input
  if (unacked > MESSAGES_MAX) return null
  const key = `${keyPrefix}unacked`
  const tags = itemsOf(await redis.ask("ZRANGE", `${keyPrefix}unacked_index`, 0, MESSAGES_MAX - 1)).filter((tag) =>
    Buffer.isBuffer(tag),
  )
  const sizes = (await redis.askAll(tags.map((tag) => ["HSTRLEN", key, tag]))).map(countOf)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  if (all > MESSAGES_BYTES_MAX || sizes.some((size) => size > MESSAGE_BYTES_MAX)) return null
  let scheduled = 0
  for (const piece of piecesOf(tags, sizes)) {
    const messages = await redis.askAll(piece.map((tag) => ["HGET", key, tag]))
    scheduled += messages.filter((message) => etaOf(textOf(message, MESSAGE_BYTES_MAX)) > now).length
  }
  return scheduled
}

/** Tags in their order, each piece of about PIECE_BYTES of messages. */
function piecesOf(tags: readonly Buffer[], sizes: readonly number[]): Buffer[][] {
  const pieces: Buffer[][] = []
  let room = 0
  for (const [index, tag] of tags.entries()) {
    const size = sizes[index] ?? 0
    if (size > room) {
      pieces.push([])
      room = PIECE_BYTES
    }
    pieces.at(-1)?.push(tag)
    room -= size
  }
  return pieces
}

/** Milliseconds since the epoch; 0 when it has none. Of the message, nothing else is kept. */
function etaOf(message: string): number {
  try {
    const [envelope] = JSON.parse(message) as [{ headers?: { eta?: unknown } }?]
    const eta = envelope?.headers?.eta
    return typeof eta === "string" ? Date.parse(eta) || 0 : 0
  } catch {
    return 0
  }
}

/**
 * Tasks that wait in these queues or were taken and are not acknowledged, those that wait for their time included.
 * @throws RedisFailure when the connection ends, or one of them may not be looked at: not seen is not empty
 */
export async function celeryDepth(
  redis: RedisConnection,
  { keyPrefix, queues }: { keyPrefix: string; queues: readonly string[] },
): Promise<number> {
  const lists = queues.flatMap((name) => listsOf(keyPrefix + name)).map((key) => ["LLEN", key])
  const answers = await redis.askAll([...lists, ["HLEN", `${keyPrefix}unacked`]])
  const refused = answers.find((answer) => answer instanceof RedisFailure)
  if (refused) throw refused
  return answers.reduce<number>((sum, answer) => sum + countOf(answer), 0)
}
