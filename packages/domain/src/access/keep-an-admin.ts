import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"

const adminsLock = 7_216_554_311n

/**
 * Call it before an admin is taken away: of two admins who demote each other at once, the second is refused.
 * @throws Problem `last-admin`
 */
export async function keepAnAdmin(tx: Tx, userId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${adminsLock})`
  const others = await tx.user.count({ where: { role: "admin", disabledAt: null, id: { not: userId } } })
  if (others === 0) throw new Problem("last-admin")
}
