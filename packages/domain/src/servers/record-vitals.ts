import type { HostVitals } from "@signalbox/protocol/observe"
import type { DomainContext } from "../context.ts"

/** Keeps the latest sample. Its age is counted by our clock: the server's may be wrong. */
export async function recordVitals(
  ctx: Pick<DomainContext, "db" | "clock" | "publish">,
  serverId: string,
  vitals: HostVitals,
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.server.update({ where: { id: serverId }, data: { vitals, vitalsAt: now, lastSeenAt: now } })
  ctx.publish({ kind: "vitals", serverId, vitals })
}
