import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import { lockService } from "../services/lock-service.ts"
import { appendEvents } from "./append-event.ts"
import { type Begun, beginRollback } from "./begin-rollback.ts"
import { lockRollout, type RolloutRow } from "./lock-rollout.ts"
import { askedBy, countAtWork, endRequest, readRequest } from "./rollback-request.ts"
import type { StartContext } from "./start-rollout.ts"

type Ctx = Omit<StartContext, "actor">
type Asked = { rolloutId: string; serviceId: string }

/**
 * Begins a rollback whose time has come, in the name of who asked for it. Killed at any point it was begun or it was not, and the next
 * driver sees which. One that cannot be begun ends the rollout, with the reason.
 */
export async function beginAskedRollback(ctx: Ctx, asked: Asked): Promise<void> {
  const { rolloutId, serviceId } = asked
  const begun = await begin(ctx, asked).catch(async (error: unknown) => {
    if (!(error instanceof Problem)) throw error
    return refuse(ctx, asked, error)
  })
  if (!begun) return
  ctx.publish({ kind: "env", serviceId })
  ctx.publish({ kind: "rollout", rolloutId, serviceId })
  if (begun.rolloutId) ctx.publish({ kind: "rollout", rolloutId: begun.rolloutId, serviceId })
  ctx.publish({ kind: "audit", seq: begun.auditSeq })
}

/** Undefined: another replica was faster. */
async function begin(ctx: Ctx, { rolloutId, serviceId }: Asked): Promise<Begun | undefined> {
  return ctx.db.$transaction(async (tx) => {
    // The service first, as everywhere: a driver holds the row of the rollout alone, and could not take it afterwards.
    await lockService(tx, serviceId)
    const rollout = await lockRollout(tx, rolloutId)
    const request = readRequest(rollout)
    if (request?.state !== "waits" || !(await hasEnded(tx, rollout))) return undefined
    return beginRollback(tx, { ...ctx, actor: askedBy(request) }, { rollout, note: request.note })
  })
}

async function hasEnded(tx: Parameters<typeof lockRollout>[0], { id }: RolloutRow): Promise<boolean> {
  const targets = await tx.rolloutTarget.findMany({ where: { rolloutId: id }, select: { state: true } })
  return countAtWork(targets) === 0
}

async function refuse(ctx: Ctx, { rolloutId }: Asked, problem: Problem) {
  const details = Object.entries(problem.details ?? {}).map(([name, text]) => `${name}: ${text}`)
  const refusal = [problem.message, ...details].join(" ").slice(0, 2_000)
  return ctx.db.$transaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId)
    const request = readRequest(rollout)
    if (request?.state !== "waits") return undefined
    const at = ctx.clock.now()
    await endRequest(tx, rollout, { state: "refused", refusal })
    await tx.rollout.update({ where: { id: rolloutId }, data: { state: "aborted", finishedAt: at } })
    const text = `Aborted, and not rolled back: ${refusal}`
    await appendEvents(tx, { rolloutId, at }, [{ kind: "rollback-refused", text }])
    const auditSeq = await appendAudit(tx, {
      actor: askedBy(request),
      action: "rollout.rollback",
      result: "failed",
      object: { kind: "rollout", id: rolloutId, name: rollout.title },
      reason: refusal,
    })
    return { rolloutId: null, auditSeq }
  })
}
