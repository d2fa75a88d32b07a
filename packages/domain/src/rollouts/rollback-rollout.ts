// Back to the versions before, as a rollout of its own: it is planned, sent and verified like any other, and history is only added to.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import { lockService } from "../services/lock-service.ts"
import { skipUnsent } from "./abort-rollout.ts"
import { appendEvents } from "./append-event.ts"
import { beginRollback } from "./begin-rollback.ts"
import { readStanding } from "./change-rollout.ts"
import { lockRollout, type RolloutRow } from "./lock-rollout.ts"
import { mayBeginRollback, rolloutAbilities } from "./policy.ts"
import { countAtWork, isRollbackAsked, newRequest } from "./rollback-request.ts"
import type { RollbackView } from "./schema.ts"
import type { StartContext } from "./start-rollout.ts"

type Done = RollbackView & { auditSeq: number | null }

/**
 * Puts every server that this rollout changed back to the version that it had before, and no other server. While it is under way it
 * stops handing out: servers at work end first, and then the engine begins the rollback by itself. Asked again, it answers with the
 * rollback that is there, or waits, already.
 * @throws Problem `not-found`, `rollout-state` when there is nothing to put back, `plan-refused`
 */
export async function rollbackRollout(
  ctx: StartContext,
  { rolloutId, note }: { rolloutId: string; note: string },
): Promise<RollbackView> {
  const { serviceId } = await findRollout(ctx, rolloutId)
  const { auditSeq, ...view } = await ctx.db.$transaction(async (tx): Promise<Done> => {
    await lockService(tx, serviceId)
    const rollout = await lockRollout(tx, rolloutId)
    const existing = await tx.rollout.findFirst({ where: { rollbackOfId: rollout.id, state: { not: "aborted" } } })
    if (existing) return { rolloutId: existing.id, number: existing.number, waitsFor: 0, auditSeq: null }
    if (isRollbackAsked(rollout)) return { ...(await waiting(tx, rollout)), auditSeq: null }
    const standing = await readStanding(tx, rollout)
    if (mayBeginRollback(standing)) return { ...(await beginRollback(tx, ctx, { rollout, note })), waitsFor: 0 }
    if (rolloutAbilities(standing).rollback) return ask(tx, ctx, { rollout, note })
    throw new Problem(
      "rollout-state",
      "It cannot be rolled back now: a newer rollout is under way, or no server runs what it brought any more.",
    )
  })
  if (auditSeq !== null) {
    ctx.publish({ kind: "env", serviceId })
    ctx.publish({ kind: "rollout", rolloutId, serviceId })
    if (view.rolloutId) ctx.publish({ kind: "rollout", rolloutId: view.rolloutId, serviceId })
    ctx.publish({ kind: "audit", seq: auditSeq })
  }
  return view
}

async function findRollout(ctx: StartContext, id: string) {
  const rollout = await ctx.db.rollout.findUnique({ where: { id }, select: { serviceId: true } })
  if (!rollout) throw new Problem("not-found", "There is no such rollout.")
  return rollout
}

async function waiting(tx: Tx, { id }: RolloutRow): Promise<RollbackView> {
  const targets = await tx.rolloutTarget.findMany({ where: { rolloutId: id }, select: { state: true } })
  return { rolloutId: null, number: null, waitsFor: countAtWork(targets) }
}

async function ask(tx: Tx, ctx: StartContext, { rollout, note }: { rollout: RolloutRow; note: string }): Promise<Done> {
  const { actor } = ctx
  const { id } = rollout
  const at = ctx.clock.now()
  await skipUnsent(tx, id, at)
  const rollbackRequest = newRequest(actor, { note, at })
  await tx.rollout.update({ where: { id }, data: { state: "aborting", rollbackRequest } })
  const view = await waiting(tx, rollout)
  const text = `${actor.name} asked to roll it back: it begins once servers at work have ended (${view.waitsFor}).`
  await appendEvents(tx, { rolloutId: id, at }, [{ kind: "rollback-asked", text }])
  const auditSeq = await appendAudit(tx, {
    actor,
    action: "rollout.rollback-asked",
    result: "done",
    object: { kind: "rollout", id, name: rollout.title },
    ...(note !== "" && { reason: note }),
    after: { waitsFor: view.waitsFor },
  })
  return { ...view, auditSeq }
}
