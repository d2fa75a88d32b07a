import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"

export type ServiceRow = NonNullable<Awaited<ReturnType<Tx["service"]["findUnique"]>>>

/**
 * Everything that changes a service, where it runs or its env texts and versions goes through this lock, so that they happen one after
 * the other. Held until the transaction ends; readers are not held up.
 * @throws Problem `not-found`
 */
export async function lockService(tx: Pick<Tx, "$queryRaw" | "service">, serviceId: string): Promise<ServiceRow> {
  await tx.$queryRaw`SELECT 1 FROM "Service" WHERE id = ${serviceId}::uuid FOR NO KEY UPDATE`
  return findService(tx, serviceId)
}

/** @throws Problem `not-found`, also for a service that was removed */
export async function findService(tx: Pick<Tx, "service">, serviceId: string): Promise<ServiceRow> {
  const service = await tx.service.findUnique({ where: { id: serviceId } })
  if (!service || service.removedAt) throw new Problem("not-found", "There is no such service.")
  return service
}
