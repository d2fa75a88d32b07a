import type { DomainContext } from "../context.ts"
import { MINUTES_KEPT_MS } from "./staleness.ts"

/** Forgets minutes older than fourteen days, and instances that nobody named and nobody looked at for as long. */
export async function pruneRedisMinutes({ db, clock }: Pick<DomainContext, "db" | "clock">): Promise<void> {
  const now = clock.now()
  const before = new Date(now.getTime() - MINUTES_KEPT_MS)
  await db.redisMinute.deleteMany({ where: { minute: { lt: before } } })
  await db.redisInstance.updateMany({
    where: {
      ...{ isNamed: false, removedAt: null, firstSeenAt: { lt: before } },
      looks: { none: { at: { gte: before } } },
    },
    data: { removedAt: now },
  })
}
