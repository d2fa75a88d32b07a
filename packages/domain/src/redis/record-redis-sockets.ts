import type { RedisSockets } from "@signalbox/protocol/redis-sockets"
import type { DomainContext } from "../context.ts"
import { storable } from "../storable.ts"

/** Keeps which Redis the units of a server are connected to, in place of what was known before. */
export async function recordRedisSockets(
  ctx: Pick<DomainContext, "db" | "clock" | "publish">,
  serverId: string,
  observed: RedisSockets,
): Promise<void> {
  const seen = { at: ctx.clock.now(), sockets: storable(observed) as RedisSockets }
  await ctx.db.redisSockets.upsert({ where: { serverId }, create: { serverId, ...seen }, update: seen })
  ctx.publish({ kind: "redis", serverId })
}
