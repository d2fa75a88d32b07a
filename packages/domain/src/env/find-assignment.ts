import type { Db, Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"

/**
 * A service as it is assigned to a server, with the version that was last seen applied.
 * @throws Problem `not-found`
 */
export async function findAssignment(
  db: Pick<Db, "serviceOnServer">,
  { serviceId, serverId }: { serviceId: string; serverId: string },
) {
  const row = await db.serviceOnServer.findUnique({
    where: { serviceId_serverId: { serviceId, serverId } },
    include: { service: true, server: { select: { name: true, removedAt: true } }, appliedVersion: true },
  })
  if (!row || row.service.removedAt || row.server.removedAt) throw notAssigned()
  return row
}

/** @throws Problem `not-found` */
export async function refuseUnassigned(
  tx: Pick<Tx, "serviceOnServer">,
  { serviceId, serverId }: { serviceId: string; serverId: string },
): Promise<void> {
  const count = await tx.serviceOnServer.count({ where: { serviceId, serverId, server: { removedAt: null } } })
  if (count === 0) throw notAssigned()
}

function notAssigned(): Problem {
  return new Problem("not-found", "The service is not assigned to this server.")
}
