import { randomUUIDv7 } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import type { RedisObserved } from "@signalbox/protocol/redis"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import type { DomainContext } from "../context.ts"
import { storable } from "../storable.ts"
import { mergeMinute } from "./merge-minute.ts"
import { nameOfPlace, placeOf } from "./place.ts"
import { holdsSince } from "./staleness.ts"

const MINUTE_MS = 60_000

/**
 * Keeps what a server saw of a Redis in place of what the same server saw before, and adds its figures to the minute that our clock
 * shows. What another server saw of the same instance stays as it is.
 */
export async function recordRedisObserved(
  ctx: Pick<DomainContext, "db" | "clock" | "publish">,
  serverId: string,
  observed: RedisObserved,
): Promise<void> {
  const at = ctx.clock.now()
  const look = storable(observed) as RedisObserved
  await ctx.db.$transaction(async (tx) => {
    const key = { instanceId: await findOrMake(tx, serverId, look), serverId }
    await tx.redisLook.upsert({
      where: { instanceId_serverId: key },
      create: { ...key, at, look },
      update: { at, look },
    })
    const minuteKey = { ...key, minute: new Date(Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS) }
    const where = { instanceId_serverId_minute: minuteKey }
    const sockets = await socketsTo(tx, { serverId, instance: look.instance, since: holdsSince(at) })
    const minute = mergeMinute(await tx.redisMinute.findUnique({ where }), look, sockets)
    await tx.redisMinute.upsert({ where, create: { ...minuteKey, ...minute }, update: minute })
  })
  ctx.publish({ kind: "redis", serverId })
}

async function findOrMake(tx: Tx, serverId: string, look: RedisObserved): Promise<string> {
  const place = placeOf(look.instance)
  const kind = look.isLocal ? "local" : "shared"
  const where = { kind, serverId: look.isLocal ? serverId : null, ...place, removedAt: null } as const
  const found = await tx.redisInstance.findFirst({ where, select: { id: true } })
  if (found) return found.id
  // Two servers may see it for the first time at the same moment: then the row of the other is taken.
  const data = { id: randomUUIDv7(), ...where, name: nameOfPlace(place) }
  await tx.redisInstance.createMany({ data: [data], skipDuplicates: true })
  return (await tx.redisInstance.findFirstOrThrow({ where, select: { id: true } })).id
}

/** Sockets of the server's units to the instance; null when nobody could look at them lately. */
async function socketsTo(
  tx: Tx,
  { serverId, instance, since }: { serverId: string; instance: string; since: Date },
): Promise<number | null> {
  const row = await tx.redisSockets.findFirst({ where: { serverId, at: { gte: since } }, select: { sockets: true } })
  const seen = RedisSockets.safeParse(row?.sockets).data
  if (!seen || seen.fault !== null || seen.units.some(({ isReadable }) => !isReadable)) return null
  return seen.units
    .flatMap(({ connections }) => connections)
    .filter((connection) => connection.instance === instance)
    .reduce((sum, { sockets }) => sum + sockets, 0)
}
