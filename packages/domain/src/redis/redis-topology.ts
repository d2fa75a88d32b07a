import type { Db } from "@signalbox/prisma/client"
import { RedisSockets, type UnitSockets } from "@signalbox/protocol/redis-sockets"
import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { serverStatus } from "../servers/server-status.ts"
import { type FindInstance, indexInstances } from "./instance-index.ts"
import { instanceRowViews } from "./instance-views.ts"
import { isoOf } from "./iso-of.ts"
import { isWrong } from "./read-sockets.ts"
import type { RedisTopologyInput, RedisTopologyView, TopologyServerView, TopologyUnitView } from "./schema.ts"

type Asked = z.infer<typeof RedisTopologyInput>
type ServerRow = Awaited<ReturnType<typeof readServers>>[number]

/** Which unit of which server is connected to which Redis, each as it was last seen. */
export async function redisTopology(
  { db, clock }: Pick<DomainContext, "db" | "clock">,
  input: Asked,
): Promise<RedisTopologyView> {
  const [rows, find] = await Promise.all([readServers(db, input), indexInstances(db)])
  const servers = rows.map((row) => serverView(row, find))
  const connections = servers.flatMap(({ units }) => units.flatMap((unit) => unit.connections))
  const named = await db.redisInstance.findMany({ where: { isNamed: true, removedAt: null }, select: { id: true } })
  const ids = new Set([
    ...connections.flatMap(({ instanceId }) => instanceId ?? []),
    ...servers.flatMap(({ localInstanceIds }) => localInstanceIds),
    ...named.map(({ id }) => id),
  ])
  const instances = await instanceRowViews(db, { instanceIds: [...ids], now: clock.now() })
  const shared = new Set(instances.flatMap(({ id, kind }) => (kind === "shared" ? [id] : [])))
  const sum = (chosen: typeof connections) => chosen.reduce((total, { sockets }) => total + sockets, 0)
  return {
    servers,
    instances: instances.sort((a, b) => (a.name < b.name ? -1 : 1)),
    sharedSockets: sum(connections.filter(({ instanceId }) => instanceId !== null && shared.has(instanceId))),
    wrongSockets: sum(connections.filter(isWrong)),
  }
}

function readServers(db: Pick<Db, "server">, { serverIds, labels = {} }: Asked) {
  return db.server.findMany({
    where: {
      removedAt: null,
      ...(serverIds && { id: { in: serverIds } }),
      AND: Object.entries(labels).map(([key, value]) => ({ labels: { some: { key, value } } })),
    },
    select: {
      ...{ id: true, name: true, hue: true, revokedAt: true, sessionReplica: true, labels: true, redisSockets: true },
      redisInstances: { where: { removedAt: null }, select: { id: true }, orderBy: { port: "asc" } },
      services: {
        where: { service: { kind: "env", removedAt: null } },
        select: { service: { select: { id: true, name: true, units: true } } },
        orderBy: { service: { name: "asc" } },
      },
    },
    orderBy: { name: "asc" },
  })
}

function serverView(row: ServerRow, find: FindInstance): TopologyServerView {
  const seen = RedisSockets.safeParse(row.redisSockets?.sockets).data
  return {
    ...{ serverId: row.id, serverName: row.name, serverHue: row.hue, status: serverStatus(row) },
    labels: Object.fromEntries(row.labels.map(({ key, value }) => [key, value])),
    asOf: row.redisSockets?.at.toISOString() ?? null,
    fault: seen?.fault ?? null,
    units: (seen?.units ?? []).map((unit) => unitView(row, unit, find)),
    localInstanceIds: row.redisInstances.map(({ id }) => id),
  }
}

function unitView(
  row: ServerRow,
  { unit, isReadable, processes, connections, missing }: UnitSockets,
  find: FindInstance,
): TopologyUnitView {
  const service = row.services.find((each) => each.service.units.includes(unit))?.service
  return {
    ...{ unit, isReadable, processes, missing },
    serviceId: service?.id ?? null,
    serviceName: service?.name ?? null,
    connections: connections.map(({ runsSince, ...connection }) => ({
      ...connection,
      instanceId: find(row.id, connection.instance) ?? null,
      runsSince: isoOf(runsSince),
    })),
  }
}
