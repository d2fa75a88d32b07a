// The new versions and the new rollout of a rollback, within the transaction of whoever begins it.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import { writeVersions } from "../env/write-version.ts"
import { skipUnsent } from "./abort-rollout.ts"
import { appendEvents } from "./append-event.ts"
import { insertRollout } from "./insert-rollout.ts"
import type { RolloutRow } from "./lock-rollout.ts"
import { makePlan } from "./plan-rollout.ts"
import { endRequest } from "./rollback-request.ts"
import { isUnderWay } from "./rollout-state.ts"
import type { StartContext } from "./start-rollout.ts"
import { assertNotRefused, startFacts } from "./start-rollout.ts"
import { chosenStrategy, StoredDefinition, StoredStrategy } from "./stored.ts"
import { readSuccession } from "./succession.ts"
import { openVersion } from "./version-text.ts"

export type Begun = { rolloutId: string; number: number; auditSeq: number }

/**
 * The caller holds the locks of the service and of the rollout, no server of which is at work.
 * @throws Problem `rollout-state` when there is nothing to put back, `plan-refused`
 */
export async function beginRollback(
  tx: Tx,
  ctx: Pick<StartContext, "sealer" | "clock" | "actor">,
  { rollout, note }: { rollout: RolloutRow; note: string },
): Promise<Begun> {
  const at = ctx.clock.now()
  // What was held or paused ends here, or it would go on forward later.
  if (isUnderWay(rollout.state)) {
    await skipUnsent(tx, rollout.id, at)
    await tx.rollout.update({ where: { id: rollout.id }, data: { state: "aborted", finishedAt: at } })
    await appendEvents(tx, { rolloutId: rollout.id, at }, [{ kind: "aborted", text: "Ended: it is rolled back." }])
  }
  await endRequest(tx, rollout, { state: "begun", refusal: null })
  const { targets, skipped } = await restoreVersions(tx, ctx, { rollout, note, at })
  const strategy = chosenStrategy(StoredStrategy.parse(rollout.strategy))
  const plan = await makePlan(tx, ctx, { serviceId: rollout.serviceId, targets, strategy })
  assertNotRefused(plan)
  const title = `Roll back “${rollout.title.slice(0, 106)}”`
  const made = await insertRollout(tx, { plan, title, note, actor: ctx.actor, at, rollbackOfId: rollout.id, skipped })
  const auditSeq = await appendAudit(tx, {
    actor: ctx.actor,
    action: "rollout.rollback",
    result: "done",
    object: { kind: "rollout", id: made.id, name: made.title },
    ...(note !== "" && { reason: note }),
    after: { ...startFacts(plan, made.number), rollbackOf: rollout.number },
  })
  return { rolloutId: made.id, number: made.number, auditSeq }
}

/** For each server that was changed, a new version with the text of the one before. */
async function restoreVersions(
  tx: Tx,
  ctx: Pick<StartContext, "sealer" | "actor">,
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
  const { kind } = StoredDefinition.parse(rollout.definition)
  const { currentServerIds } = await readSuccession(tx, rollout)
  const there = applied.filter((target) => !target.server.removedAt)
  const restored = there.flatMap(({ serverId, fromVersion }) => {
    if (!fromVersion || !currentServerIds.has(serverId)) return []
    const { serviceId, baseRevision, overridesRevision, owner, group, mode } = fromVersion
    const { text } = openVersion(ctx.sealer, fromVersion)
    const number = (lastNumber.get(serverId) ?? 0) + 1
    const origin = { origin: "rollback" as const, restoresNumber: fromVersion.number }
    return [{ kind, serviceId, serverId, number, baseRevision, overridesRevision, owner, group, mode, text, ...origin }]
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
