// Back to the versions before, as a rollout of its own: it is planned, sent and verified like any other, and history is only added to.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import { writeVersions } from "../env/write-version.ts"
import { lockService } from "../services/lock-service.ts"
import { skipUnsent } from "./abort-rollout.ts"
import { appendEvents } from "./append-event.ts"
import { readStanding } from "./change-rollout.ts"
import { insertRollout } from "./insert-rollout.ts"
import { lockRollout, type RolloutRow } from "./lock-rollout.ts"
import { makePlan } from "./plan-rollout.ts"
import { rolloutAbilities } from "./policy.ts"
import type { StartContext } from "./start-rollout.ts"
import { assertNotRefused, startFacts } from "./start-rollout.ts"
import { chosenStrategy, StoredStrategy } from "./stored.ts"
import { readSuccession } from "./succession.ts"
import { openVersion } from "./version-text.ts"

export type RollbackRequest = { rolloutId: string; note: string }
type Started = { rolloutId: string; number: number }

/**
 * Puts every server that this rollout changed back to the version that it had before, and no other server. Asked again, it answers with
 * the rollback that is there already.
 * @throws Problem `not-found`, `rollout-state` while servers are still at work or when there is nothing to put back, `plan-refused`
 */
export async function rollbackRollout(ctx: StartContext, request: RollbackRequest): Promise<Started> {
  const { serviceId } = await findRollout(ctx, request.rolloutId)
  const done = await ctx.db.$transaction(async (tx) => {
    await lockService(tx, serviceId)
    const rollout = await lockRollout(tx, request.rolloutId)
    const existing = await tx.rollout.findFirst({ where: { rollbackOfId: rollout.id, state: { not: "aborted" } } })
    if (existing) return { started: existing, auditSeq: null }
    await assertMayRollBack(tx, rollout)
    return begin(tx, ctx, { rollout, note: request.note })
  })
  if (done.auditSeq !== null) {
    ctx.publish({ kind: "env", serviceId })
    ctx.publish({ kind: "rollout", rolloutId: request.rolloutId, serviceId })
    ctx.publish({ kind: "rollout", rolloutId: done.started.id, serviceId })
    ctx.publish({ kind: "audit", seq: done.auditSeq })
  }
  return { rolloutId: done.started.id, number: done.started.number }
}

async function findRollout(ctx: StartContext, id: string) {
  const rollout = await ctx.db.rollout.findUnique({ where: { id }, select: { serviceId: true } })
  if (!rollout) throw new Problem("not-found", "There is no such rollout.")
  return rollout
}

async function assertMayRollBack(tx: Tx, rollout: RolloutRow): Promise<void> {
  if (rolloutAbilities(await readStanding(tx, rollout)).rollback) return
  throw new Problem(
    "rollout-state",
    "It cannot be rolled back now: servers are still at work, a newer rollout is under way, or no server runs what it brought any more.",
  )
}

async function begin(tx: Tx, ctx: StartContext, { rollout, note }: { rollout: RolloutRow; note: string }) {
  const at = ctx.clock.now()
  // What was held or paused ends here, or it would go on forward later.
  if (rollout.state === "held" || rollout.state === "paused") {
    await skipUnsent(tx, rollout.id, at)
    await tx.rollout.update({ where: { id: rollout.id }, data: { state: "aborted", finishedAt: at } })
    await appendEvents(tx, { rolloutId: rollout.id, at }, [{ kind: "aborted", text: "Ended: it is rolled back." }])
  }
  const { targets, skipped } = await restoreVersions(tx, ctx, { rollout, note, at })
  const strategy = chosenStrategy(StoredStrategy.parse(rollout.strategy))
  const plan = await makePlan(tx, ctx, { serviceId: rollout.serviceId, targets, strategy })
  assertNotRefused(plan)
  const title = `Roll back ${rollout.title}`.slice(0, 120)
  const made = await insertRollout(tx, { plan, title, note, actor: ctx.actor, at, rollbackOfId: rollout.id, skipped })
  const auditSeq = await appendAudit(tx, {
    actor: ctx.actor,
    action: "rollout.rollback",
    result: "done",
    object: { kind: "rollout", id: made.id, name: made.title },
    ...(note !== "" && { reason: note }),
    after: { ...startFacts(plan, made.number), rollbackOf: rollout.number },
  })
  return { started: made, auditSeq }
}

/** For each server that was changed, a new version with the text of the one before. */
async function restoreVersions(
  tx: Tx,
  ctx: StartContext,
  { rollout, note, at }: { rollout: RolloutRow; note: string; at: Date },
) {
  const applied = await tx.rolloutTarget.findMany({
    where: { rolloutId: rollout.id, state: "applied" },
    include: { fromVersion: true, toVersion: true, server: { select: { removedAt: true } } },
    orderBy: { position: "asc" },
  })
  const newest = await tx.envVersion.groupBy({
    by: ["serverId"],
    where: { serviceId: rollout.serviceId, serverId: { in: applied.map((target) => target.serverId) } },
    _max: { number: true },
  })
  const lastNumber = new Map(newest.map((row) => [row.serverId, row._max.number ?? 0]))
  const { currentServerIds } = await readSuccession(tx, rollout)
  const there = applied.filter((target) => !target.server.removedAt)
  const restored = there.flatMap(({ serverId, fromVersion }) => {
    if (!fromVersion || !currentServerIds.has(serverId)) return []
    const { serviceId, baseRevision, overridesRevision, owner, group, mode } = fromVersion
    const { text } = openVersion(ctx.sealer, fromVersion)
    const number = (lastNumber.get(serverId) ?? 0) + 1
    const origin = { origin: "rollback" as const, restoresNumber: fromVersion.number }
    return [{ serviceId, serverId, number, baseRevision, overridesRevision, owner, group, mode, text, ...origin }]
  })
  if (restored.length === 0) {
    throw new Problem("rollout-state", "There is nothing to go back to: no server had a version before this rollout.")
  }
  const versions = await writeVersions(tx, { sealer: ctx.sealer, actor: ctx.actor, note, at }, restored)
  return {
    targets: versions.map(({ serverId, number }) => ({ serverId, number })),
    skipped: there
      .filter((target) => !target.fromVersion || !currentServerIds.has(target.serverId))
      .map(({ serverId, fromVersion, toVersionId }) => ({
        serverId,
        fromVersionId: toVersionId,
        toVersionId,
        reason: fromVersion ? "Another version was applied since" : "There was no version before",
      })),
  }
}
