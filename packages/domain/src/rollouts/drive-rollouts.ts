import type { Db } from "@signalbox/prisma/client"
import type { DomainContext } from "../context.ts"
import { beginAskedRollback } from "./begin-asked-rollback.ts"
import { type DriveContext, driveRollout } from "./drive-rollout.ts"

export type DriversContext = DriveContext &
  Pick<DomainContext, "publish"> & {
    replicaId: string
    leaseMs?: number
    log: { error(fields: object, text: string): void }
  }
export type Moved = { rolloutId: string; serviceId: string }

/** A driver that was killed, or stands still, holds up its rollout so long and no longer. */
const LEASE_MS = 5_000
const CLAIMED_AT_ONCE_MAX = 20

/**
 * Moves on every rollout under way that no other replica is at, and tells which moved. A lease keeps replicas from doing the same work;
 * its fence number keeps one that was overtaken from writing anything. One that cannot be moved on, say since a row was damaged, holds up
 * none of the others: its lease runs out instead of being given back, so that it comes after them the next time.
 */
export async function driveRollouts(ctx: DriversContext): Promise<Moved[]> {
  const moved: Moved[] = []
  for (const claim of await claimRollouts(ctx.db, { owner: ctx.replicaId, leaseMs: ctx.leaseMs ?? LEASE_MS })) {
    try {
      const { hasMoved, serviceId, isToBeRolledBack } = await driveRollout(ctx, claim)
      if (hasMoved && serviceId) moved.push({ rolloutId: claim.id, serviceId })
      if (isToBeRolledBack && serviceId) await beginAskedRollback(ctx, { rolloutId: claim.id, serviceId })
      await releaseRollout(ctx.db, claim)
    } catch (error) {
      ctx.log.error({ err: error, rolloutId: claim.id }, "a rollout could not be moved on; trying again shortly")
    }
  }
  return moved
}

export type Claim = { id: string; fence: number }

/** Leases run on the database's clock, which all replicas share. */
export async function claimRollouts(db: Db, { owner, leaseMs }: { owner: string; leaseMs: number }): Promise<Claim[]> {
  return db.$queryRaw<Claim[]>`
    UPDATE "Rollout"
    SET "leaseOwner" = ${owner}, "leaseUntil" = clock_timestamp() + ${leaseMs} * interval '1 millisecond',
        "leaseFence" = "leaseFence" + 1
    WHERE "id" IN (
      SELECT r."id" FROM "Rollout" r
      WHERE (r."leaseUntil" IS NULL OR r."leaseUntil" < clock_timestamp() OR r."leaseOwner" = ${owner})
        AND (r."state" IN ('running', 'aborting') OR EXISTS (
          SELECT 1 FROM "RolloutTarget" t JOIN "Command" c ON c."targetId" = t."id"
          WHERE t."rolloutId" = r."id" AND c."state" IN ('queued', 'sent', 'accepted')
            AND t."state" IN ('pending', 'applying', 'verifying')
        ))
      ORDER BY r."leaseUntil" NULLS FIRST LIMIT ${CLAIMED_AT_ONCE_MAX}
      FOR UPDATE OF r SKIP LOCKED
    )
    RETURNING "id", "leaseFence" AS "fence"`
}

async function releaseRollout(db: Db, { id, fence }: Claim): Promise<void> {
  await db.rollout.updateMany({ where: { id, leaseFence: fence }, data: { leaseUntil: null, leaseOwner: null } })
}
