// What a conversion is planned from, read in one go.

import { readEnv } from "@signalbox/env-file/dialects"
import type { RedisDestination } from "@signalbox/env-file/redis-moves"
import type { Tx } from "@signalbox/prisma/client"
import type { DialectName } from "@signalbox/protocol/dialects"
import { Problem } from "@signalbox/protocol/problem"
import { type QueueFacts, RedisObserved } from "@signalbox/protocol/redis"
import { parseRedisPolicy, type RedisPolicy } from "@signalbox/protocol/redis-policy"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { dialectsOf } from "../env/dialects-of.ts"
import { textFor } from "../env/make-versions.ts"
import { type Documents, newestDocuments } from "../env/newest-documents.ts"
import type { Sealer } from "../sealing/sealer.ts"
import type { ServiceRow } from "../services/lock-service.ts"
import { resolveServers } from "../services/resolve-servers.ts"
import type { PlanConversionInput } from "./schema.ts"

export type GroundService = {
  service: ServiceRow
  documents: Documents
  dialects: DialectName[]
  /** All servers that it runs on. */
  assignedIds: string[]
}
export type Ground = Awaited<ReturnType<typeof readGround>>
export type GroundServer = Ground["servers"][number]

/** @throws Problem `empty-target-list`, `duplicate-target`, `not-found`, `server-revoked` */
export async function readGround(tx: Tx, sealer: Sealer, input: PlanConversionInput) {
  const chosen = await resolveServers(tx, { serverIds: input.serverIds })
  const rows = await tx.server.findMany({
    where: { id: { in: input.serverIds } },
    include: { redisSockets: true, redisInstances: { where: { removedAt: null }, include: { looks: true } } },
  })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const shared = await tx.redisInstance.findFirst({
    where: { id: input.sharedInstanceId, kind: "shared", removedAt: null },
    include: { looks: { orderBy: { at: "desc" }, take: 20 } },
  })
  if (!shared) throw new Problem("not-found", "There is no such shared Redis.")
  const policy = await readPolicyService(tx, sealer, input.policyServiceId)
  const servers = chosen.map(({ id }) => {
    const row = byId.get(id)
    if (!row) throw new Problem("not-found", `There is no server ${id}.`)
    return { ...row, sockets: socketsOf(row.redisSockets?.sockets), redisPolicy: policyFor(policy, id) }
  })
  const inOrder = input.serverIds.flatMap((id) => servers.filter((server) => server.id === id))
  const services = await readServices(tx, sealer, input.serverIds)
  return { shared, policy, servers: inOrder, services, queues: queuesOf(shared.looks) }
}

async function readPolicyService(tx: Tx, sealer: Sealer, serviceId: string) {
  const service = await tx.service.findFirst({ where: { id: serviceId, kind: "redis", removedAt: null } })
  if (!service) throw new Problem("not-found", "There is no such Redis policy.")
  const assigned = await tx.serviceOnServer.findMany({ where: { serviceId }, select: { serverId: true } })
  const documents = await newestDocuments(tx, sealer, serviceId)
  return { service, documents, assignedIds: assigned.map(({ serverId }) => serverId) }
}

/** What the policy says for a server; undefined while it says nothing that can be read. */
function policyFor({ documents }: { documents: Documents }, serverId: string): RedisPolicy | undefined {
  const parsed = parseRedisPolicy(readEnv(textFor(documents, serverId), "systemd").values)
  return parsed.ok ? parsed.policy : undefined
}

/** Where clients on the server reach the Redis of this policy. */
export function destinationOf(policy: RedisPolicy): RedisDestination {
  const host = policy.bind.find((address) => address.startsWith("127.")) ?? policy.bind[0] ?? "127.0.0.1"
  return { host, port: policy.port, user: policy.user, password: policy.password }
}

async function readServices(tx: Tx, sealer: Sealer, serverIds: readonly string[]): Promise<GroundService[]> {
  const services = await tx.service.findMany({
    where: { kind: "env", removedAt: null, servers: { some: { serverId: { in: [...serverIds] } } } },
    include: { servers: { select: { serverId: true } } },
    orderBy: { name: "asc" },
  })
  const read: GroundService[] = []
  // One after the other: within a transaction there is one connection.
  for (const { servers, ...service } of services) {
    const documents = await newestDocuments(tx, sealer, service.id)
    read.push({
      service,
      documents,
      dialects: dialectsOf(service),
      assignedIds: servers.map(({ serverId }) => serverId),
    })
  }
  return read
}

/** The newest that any server says of them. */
function queuesOf(looks: readonly { look: unknown }[]): QueueFacts[] {
  for (const { look } of looks) {
    const parsed = RedisObserved.safeParse(look)
    if (parsed.success && parsed.data.state === "up") return parsed.data.queues
  }
  return []
}

function socketsOf(stored: unknown): RedisSockets | undefined {
  const parsed = RedisSockets.safeParse(stored)
  return parsed.success ? parsed.data : undefined
}
