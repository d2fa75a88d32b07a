import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"

/**
 * A rollout holds on to what it was planned with: what it stands on must not be pulled away meanwhile.
 * @throws Problem `rollout-in-progress`, naming the rollout
 */
export async function refuseWhileRolling(
  tx: Pick<Tx, "rollout">,
  what: { serviceId: string; serverId?: string },
): Promise<void> {
  const { serviceId, serverId } = what
  const rollout = await tx.rollout.findFirst({
    where: {
      serviceId,
      state: { notIn: ["finished", "aborted"] },
      ...(serverId !== undefined && { targets: { some: { serverId } } }),
    },
    select: { number: true },
  })
  if (rollout) throw new Problem("rollout-in-progress", `Rollout ${rollout.number} of this service is under way.`)
}
