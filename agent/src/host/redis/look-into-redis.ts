// One look at an instance: everything that the other files of this folder read, over one connection, in an order in which
// what is cheap comes first.
import type {
  ClientGroup,
  KeyspaceSample,
  LatencyEvent,
  QueueFacts,
  RedisClient,
  RedisFacts,
  RedisSettings,
  SlowEntry,
} from "@signalbox/protocol/redis"
import { groupClients, listClients } from "./client-list.ts"
import type { RedisConnection } from "./connection.ts"
import { QueueCandidates, readQueues } from "./find-queues.ts"
import { factsOf, readInfo } from "./info.ts"
import { RedisFailure } from "./reply.ts"
import { SCAN_BUDGET, type ScanBudget, scanKeyspace } from "./scan-keyspace.ts"
import { readSettings } from "./settings.ts"
import { readLatencyEvents, readSlowLog } from "./slow-log.ts"

export type RedisLook = {
  facts: RedisFacts
  settings: RedisSettings
  /** Null where the user that we are may not ask, or where asking would hold the instance up. */
  clients: RedisClient[] | null
  clientGroups: ClientGroup[]
  slowLog: SlowEntry[] | null
  latencyEvents: LatencyEvent[] | null
  keyspaces: KeyspaceSample[]
  queues: QueueFacts[]
}

/**
 * Databases that hold keys are walked one after the other, each with the whole budget.
 * @throws RedisFailure when the connection ends, or INFO is refused
 */
export async function lookIntoRedis(
  redis: RedisConnection,
  options: { now: () => number; budget?: ScanBudget },
): Promise<RedisLook> {
  const { now, budget = SCAN_BUDGET } = options
  const facts = factsOf(await readInfo(redis), now())
  const settings = await readSettings(redis)
  const clients = await unlessRefused(listClients(redis, facts.clients.connected))
  const slowLog = await unlessRefused(readSlowLog(redis))
  const latencyEvents = await unlessRefused(readLatencyEvents(redis))
  const keyspaces: KeyspaceSample[] = []
  const queues: QueueFacts[] = []
  for (const { index: db } of facts.databases) {
    await redis.ask("SELECT", db)
    const candidates = new QueueCandidates()
    for (const client of clients ?? []) candidates.addClient(client)
    const onKey = (key: Buffer) => candidates.addKey(key)
    const sample = await unlessRefused(scanKeyspace(redis, { db, budget, onKey }))
    if (sample) keyspaces.push(sample)
    queues.push(...(await readQueues(redis, { db, candidates, clients, now: now() })))
  }
  return {
    facts,
    settings,
    clients,
    clientGroups: groupClients(clients ?? []),
    slowLog,
    latencyEvents,
    keyspaces,
    queues,
  }
}

export type BriefLook = Pick<RedisLook, "facts" | "clients" | "clientGroups" | "queues">

/**
 * Without a walk, so that it can be done often: what INFO says, who is connected, and the queues that are known by now,
 * by an earlier look or by the names of the clients. While it loads its data, an instance tells its facts alone.
 * @throws RedisFailure when the connection ends, or INFO is refused
 */
export async function lookBriefly(
  redis: RedisConnection,
  known: readonly QueueFacts[],
  now: () => number,
): Promise<BriefLook> {
  const facts = factsOf(await readInfo(redis), now())
  if (facts.persistence.isLoading) return { facts, clients: null, clientGroups: [], queues: [] }
  const clients = await unlessRefused(listClients(redis, facts.clients.connected))
  const queues: QueueFacts[] = []
  for (const db of new Set([...facts.databases.map(({ index }) => index), ...known.map((queue) => queue.db)])) {
    await redis.ask("SELECT", db)
    const candidates = QueueCandidates.of(known.filter((queue) => queue.db === db))
    for (const client of clients ?? []) if (client.db === db) candidates.addClient(client)
    queues.push(...(await readQueues(redis, { db, candidates, clients, now: now() })))
  }
  return { facts, clients, clientGroups: groupClients(clients ?? []), queues }
}

/** A user with few rights gets what it may have. */
async function unlessRefused<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    const refusals = ["NOPERM", "unknown-command", "ERR"]
    if (error instanceof RedisFailure && refusals.includes(error.kind)) return null
    throw error
  }
}
