// Which tasks have to be worked off before a server's workers leave their broker. While workers of other servers stay on it, they
// take what is left; the last ones to leave would leave it behind for good.
import { isLocalHost } from "@signalbox/env-file/host-of"
import { type RedisEndpoint, redisEndpointsOf } from "@signalbox/env-file/redis-endpoints"
import type { Tx } from "@signalbox/prisma/client"
import type { Drain } from "@signalbox/protocol/change"
import { RedisObserved } from "@signalbox/protocol/redis"
import type { DomainContext } from "../context.ts"
import { openVersionText } from "../env/sealed-text.ts"
import type { ConversionRow } from "./lock-conversion.ts"
import { StoredConversionPlan } from "./stored.ts"

const WITHIN_MS = 120_000
const WORKER = /worker|celery/i
const SCHEDULE = /beat|schedul/i

type Which = { conversion: ConversionRow; serviceId: string; serverId: string }
type Context = Pick<DomainContext, "sealer">

/** Undefined when nothing is to be waited for: the operator chose so, no worker is known, or others stay on the broker. */
export async function drainFor(tx: Tx, ctx: Context, which: Which): Promise<Drain | undefined> {
  const { queues, services } = StoredConversionPlan.parse(which.conversion.plan)
  const keys = services.find(({ serviceId }) => serviceId === which.serviceId)?.keys ?? []
  if (queues === "leave" || keys.length === 0) return undefined
  const service = await tx.service.findUniqueOrThrow({ where: { id: which.serviceId } })
  const units = drainedUnits(service.units)
  if (units.length === 0) return undefined
  const standings = await tx.serviceOnServer.findMany({
    where: { serviceId: which.serviceId, server: { removedAt: null, revokedAt: null } },
    include: { appliedVersion: true },
  })
  const left = standings.find(({ serverId }) => serverId === which.serverId)?.appliedVersion
  if (!left) return undefined
  const endpoints = redisEndpointsOf(openVersionText(ctx.sealer, left)).filter(({ key }) => keys.includes(key))
  const others = standings.flatMap(({ serverId, appliedVersion }) =>
    appliedVersion && serverId !== which.serverId ? redisEndpointsOf(openVersionText(ctx.sealer, appliedVersion)) : [],
  )
  const brokers: Drain["brokers"] = []
  const seen = new Set<string>()
  for (const endpoint of endpoints) {
    const place = `${endpoint.host}:${endpoint.port}/${endpoint.db}`
    if (seen.has(place)) continue
    seen.add(place)
    // A local one is nobody else's, whatever addresses the others name.
    if (!isLocalHost(endpoint.host) && others.some((other) => isSame(other, endpoint))) continue
    brokers.push(...(await celeryQueuesAt(tx, endpoint, which.serverId)))
  }
  return brokers.length === 0 ? undefined : { units, brokers: brokers.slice(0, 16), withinMs: WITHIN_MS }
}

/** By their names: what works tasks off, and not what only sends them. */
export function drainedUnits(units: readonly string[]): string[] {
  return units.filter((unit) => WORKER.test(unit) && !SCHEDULE.test(unit))
}

async function celeryQueuesAt(tx: Tx, endpoint: RedisEndpoint, serverId: string): Promise<Drain["brokers"]> {
  const { host, port, db, key } = endpoint
  const looks = await tx.redisLook.findMany({
    where: {
      instance: isLocalHost(endpoint.host) ? { serverId, port, kind: "local" } : { host, port, kind: "shared" },
    },
    orderBy: { at: "desc" },
    take: 20,
  })
  const seen = looks.map(({ look }) => RedisObserved.safeParse(look).data).find((look) => look?.state === "up")
  return (seen?.queues ?? []).flatMap((queue) =>
    queue.kind === "celery" && queue.db === db && queue.queues.length > 0
      ? [{ key, keyPrefix: queue.keyPrefix, queues: queue.queues.slice(0, 50).map(({ name }) => name) }]
      : [],
  )
}

function isSame(a: RedisEndpoint, b: RedisEndpoint): boolean {
  return a.host === b.host && a.port === b.port && a.db === b.db
}
