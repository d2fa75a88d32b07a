// Instances as every list and page of them shows them.
import type { Db } from "@signalbox/prisma/client"
import { EMPTY_HISTOGRAM, mergeHistograms } from "@signalbox/protocol/latency-histogram"
import type { RedisFinding } from "@signalbox/protocol/redis"
import { type FindInstance, indexInstances } from "./instance-index.ts"
import { figuresOf, readLatency } from "./read-latency.ts"
import { readBriefLooks, type Seen, stateOf } from "./read-looks.ts"
import { isWrong, readSockets, type ServerSockets } from "./read-sockets.ts"
import type { RedisInstanceRowView } from "./schema.ts"
import { type FindByAddress, indexAddresses } from "./server-addresses.ts"
import { findSharedPrefixes } from "./shared-prefix.ts"

type ReadDb = Pick<Db, "redisInstance" | "server" | "serviceOnServer" | "$queryRaw">
type Asked = { instanceIds: readonly string[]; now: Date }

/** What is known of an instance, read for several of them at once. */
export type KnownInstance = {
  row: InstanceRow
  seen: Seen | undefined
  /** By the agent that looked, and what only all servers together show. */
  findings: RedisFinding[]
  policy: RedisInstanceRowView["policy"]
}
type InstanceRow = Awaited<ReturnType<typeof readRows>>[number]

/** Of the last 15 minutes, in milliseconds. */
const LATENCY_WINDOW_MS = 900_000

/** In the order of the ids; one that is gone is left out. */
export async function readInstances(db: ReadDb, asked: Asked): Promise<KnownInstance[]> {
  const rows = await readRows(db, asked.instanceIds)
  const looks = await readBriefLooks(db, asked)
  const serverAt = rows.some(({ kind }) => kind === "shared") ? await indexAddresses(db) : () => undefined
  const policies = await readPolicies(db, rows)
  return rows.map((row) => {
    const seen = looks.get(row.id)
    const policy = policies.get(row.serverId ?? "") ?? null
    return { row, seen, findings: seen ? findingsOf(seen, serverAt) : [], policy }
  })
}

export async function instanceRowViews(db: ReadDb, asked: Asked): Promise<RedisInstanceRowView[]> {
  const since = new Date(asked.now.getTime() - LATENCY_WINDOW_MS)
  const [known, sums, sockets, find] = await Promise.all([
    readInstances(db, asked),
    readLatency(db, { instanceIds: asked.instanceIds, since, bucketMs: LATENCY_WINDOW_MS }),
    readSockets(db),
    indexInstances(db),
  ])
  const wrong = wrongSockets(sockets, find)
  return known.map((instance) => {
    const { row, findings, policy } = instance
    const own = sums.filter(({ instanceId }) => instanceId === row.id)
    return {
      ...headOf(row),
      ...{ host: row.host, port: row.port, isNamed: row.isNamed, policy },
      ...figures(instance.seen),
      latency: figuresOf(own.reduce((all, sum) => mergeHistograms(all, sum.roundTrips), EMPTY_HISTOGRAM)),
      wrongSockets: wrong.get(row.id) ?? 0,
      findings: {
        danger: findings.filter(({ severity }) => severity === "danger").length,
        warning: findings.filter(({ severity }) => severity === "warning").length,
        note: findings.filter(({ severity }) => severity === "note").length,
      },
    }
  })
}

/** Which instance it is, in lists of what is in it. */
export function headOf({
  id,
  kind,
  name,
  server,
}: InstanceRow): Pick<RedisInstanceRowView, "id" | "kind" | "name" | "server"> {
  return { id, kind, name, server }
}

function figures(seen: Seen | undefined) {
  const facts = seen?.look.facts ?? null
  const { hits = null, misses = null, evictedKeys = null, opsPerSecond = null } = facts?.traffic ?? {}
  return {
    state: stateOf(seen),
    fault: seen?.look.fault ?? null,
    asOf: seen?.at.toISOString() ?? null,
    product: facts?.product ?? null,
    version: facts?.version ?? null,
    usedBytes: facts?.memory.usedBytes ?? null,
    maxBytes: facts?.memory.maxBytes ?? null,
    eviction: facts?.memory.policy || null,
    clients: facts?.clients.connected ?? null,
    opsPerSecond,
    hitRate: hits !== null && misses !== null && hits + misses > 0 ? hits / (hits + misses) : null,
    evictedKeys,
    keys: facts ? facts.databases.reduce((sum, { keys }) => sum + keys, 0) : null,
  }
}

async function readRows(db: ReadDb, instanceIds: readonly string[]) {
  const rows = await db.redisInstance.findMany({
    where: { id: { in: [...instanceIds] }, removedAt: null },
    // Named one by one: the sealed password stays where it is.
    select: {
      ...{ id: true, kind: true, name: true, host: true, port: true, isNamed: true, serverId: true },
      server: { select: { id: true, name: true, hue: true } },
    },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  return instanceIds.flatMap((id) => byId.get(id) ?? [])
}

function findingsOf({ look }: Seen, serverAt: FindByAddress): RedisFinding[] {
  if (look.findings.some(({ id }) => id === "prefix-shared")) return look.findings
  return [...findSharedPrefixes(look.clients ?? [], serverAt), ...look.findings]
}

/** By server: the policy that its local Redis is under. */
async function readPolicies(db: ReadDb, rows: readonly InstanceRow[]) {
  const serverIds = rows.flatMap(({ serverId }) => serverId ?? [])
  const standings = await db.serviceOnServer.findMany({
    where: { serverId: { in: serverIds }, service: { kind: "redis", removedAt: null } },
    select: {
      ...{ serverId: true, isDrifted: true },
      ...{ service: { select: { id: true, name: true } }, appliedVersion: { select: { number: true } } },
    },
    // Of two the first by name.
    orderBy: { service: { name: "desc" } },
  })
  return new Map(
    standings.map(({ serverId, service, appliedVersion, isDrifted }) => [
      serverId,
      { serviceId: service.id, serviceName: service.name, number: appliedVersion?.number ?? null, isDrifted },
    ]),
  )
}

function wrongSockets(servers: readonly ServerSockets[], find: FindInstance): Map<string, number> {
  const wrong = new Map<string, number>()
  for (const { id, sockets } of servers) {
    for (const connection of sockets?.units.flatMap((unit) => unit.connections) ?? []) {
      const instanceId = isWrong(connection) ? find(id, connection.instance) : undefined
      if (instanceId !== undefined) wrong.set(instanceId, (wrong.get(instanceId) ?? 0) + connection.sockets)
    }
  }
  return wrong
}
