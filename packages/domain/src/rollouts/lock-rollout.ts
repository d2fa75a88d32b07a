import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"

export type RolloutRow = Awaited<ReturnType<typeof lockRollout>>

/**
 * Takes the rollout's row for this transaction: whatever changes a rollout, its targets or its commands takes it first, so that
 * changes come one after another and locks are always taken in one order.
 * @param fence given by a driver: none but the newest holder of the lease gets through
 * @throws Problem `not-found`; with a fence also when another driver has taken over
 */
export async function lockRollout(tx: Tx, rolloutId: string, fence?: number) {
  const held =
    fence === undefined
      ? await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Rollout" WHERE "id" = ${rolloutId}::uuid FOR UPDATE`
      : await tx.$queryRaw<unknown[]>`
          SELECT 1 FROM "Rollout" WHERE "id" = ${rolloutId}::uuid AND "leaseFence" = ${fence} FOR UPDATE`
  if (held.length === 0) throw new Problem("not-found", "There is no such rollout, or another replica drives it now.")
  return tx.rollout.findUniqueOrThrow({ where: { id: rolloutId } })
}
