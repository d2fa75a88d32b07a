import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { lockService, type ServiceRow } from "../services/lock-service.ts"

/** @throws Problem `not-found`, also for a service of another kind */
export async function findRedisPolicy(tx: Pick<Tx, "service">, serviceId: string): Promise<ServiceRow> {
  const service = await tx.service.findFirst({ where: { id: serviceId, kind: "redis", removedAt: null } })
  if (!service) throw new Problem("not-found", "There is no such Redis policy.")
  return service
}

/** The same, under the service's lock. @throws Problem `not-found` */
export async function lockRedisPolicy(tx: Tx, serviceId: string): Promise<ServiceRow> {
  await findRedisPolicy(tx, serviceId)
  return lockService(tx, serviceId)
}
