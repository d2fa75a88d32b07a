// How things were need not be waited for when it was measured already: the last minutes count, if nothing was changed in them.
import type { Tx } from "@signalbox/prisma/client"
import type { ConversionRow } from "./lock-conversion.ts"
import { StoredConversionPlan, type StoredWindow } from "./stored.ts"

const MINUTE_MS = 60_000
/** Of the window, on every server. */
const WATCHED_MIN = 0.9

/** Undefined when a server was not watched all the time, or was changed within it. */
export async function windowAtHand(
  tx: Pick<Tx, "redisMinute" | "rolloutTarget">,
  conversion: ConversionRow,
  nowMs: number,
): Promise<StoredWindow | undefined> {
  const { measureMs } = StoredConversionPlan.parse(conversion.plan)
  const { serverIds, sharedInstanceId } = conversion
  // The newest whole minute may still be reported on.
  const to = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS
  const window = { from: to - measureMs, to }
  const changed = await tx.rolloutTarget.findFirst({
    where: {
      serverId: { in: serverIds },
      startedAt: { not: null },
      OR: [{ finishedAt: null }, { finishedAt: { gte: new Date(window.from) } }],
    },
    select: { id: true },
  })
  if (changed) return undefined
  const watched = await tx.redisMinute.groupBy({
    by: ["serverId"],
    where: {
      instanceId: sharedInstanceId,
      serverId: { in: serverIds },
      minute: { gte: new Date(window.from), lt: new Date(window.to) },
    },
    _sum: { watchedMs: true },
  })
  const enough = watched.filter(({ _sum }) => (_sum.watchedMs ?? 0) >= measureMs * WATCHED_MIN)
  return enough.length === serverIds.length ? window : undefined
}
