import type { Db } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"

/** This instance, or all. @throws Problem `not-found` */
export async function instanceIds(db: Pick<Db, "redisInstance">, instanceId?: string): Promise<string[]> {
  const rows = await db.redisInstance.findMany({
    where: { removedAt: null, ...(instanceId !== undefined && { id: instanceId }) },
    select: { id: true },
  })
  if (instanceId !== undefined && rows.length === 0) throw new Problem("not-found", "There is no such Redis.")
  return rows.map(({ id }) => id)
}
