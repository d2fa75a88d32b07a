import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { lockService } from "../services/lock-service.ts"
import { insertRollout } from "./insert-rollout.ts"
import { makePlan, type Plan } from "./plan-rollout.ts"
import type { StartRolloutInput } from "./schema.ts"

export type StartContext = Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">

/**
 * Starts what was planned, if it would still be planned the same. Nothing is sent before this commits.
 * @throws Problem `plan-outdated`, `plan-refused`, `nothing-to-do`, `rollout-in-progress`, and what `planRollout` throws
 */
export async function startRollout(
  ctx: StartContext,
  input: StartRolloutInput,
): Promise<{ rolloutId: string; number: number }> {
  const { rollout, auditSeq } = await ctx.db.$transaction(async (tx) => {
    // Two operators who start at the same moment come one after the other, and the second sees the first one's rollout.
    await lockService(tx, input.serviceId)
    const plan = await makePlan(tx, ctx, input)
    assertMayStart(plan, input.fingerprint)
    const made = await insertRollout(tx, {
      plan,
      title: input.title,
      note: input.note,
      actor: ctx.actor,
      at: ctx.clock.now(),
    })
    const seq = await appendAudit(tx, {
      actor: ctx.actor,
      action: "rollout.start",
      result: "done",
      object: { kind: "rollout", id: made.id, name: made.title },
      ...(input.note !== "" && { reason: input.note }),
      after: startFacts(plan, made.number),
    })
    return { rollout: made, auditSeq: seq }
  })
  ctx.publish({ kind: "rollout", rolloutId: rollout.id, serviceId: rollout.serviceId })
  ctx.publish({ kind: "audit", seq: auditSeq })
  return { rolloutId: rollout.id, number: rollout.number }
}

function assertMayStart(plan: Plan, fingerprint: string): void {
  const { view } = plan
  const underWay = view.refusals.find(({ problem }) => problem.code === "rollout-in-progress")
  if (underWay) throw new Problem("rollout-in-progress", underWay.problem.message)
  if (view.fingerprint !== fingerprint) throw new Problem("plan-outdated")
  assertNotRefused(plan)
  if (!view.mayStart) throw new Problem("nothing-to-do")
}

/** One refusal stops the whole plan. @throws Problem `plan-refused`, naming each server and why */
export function assertNotRefused({ view }: Pick<Plan, "view">): void {
  if (view.refusals.length === 0) return
  const names = new Map(view.targets.map((target) => [target.serverId, target.serverName]))
  const details = view.refusals
    .slice(0, 50)
    .map(({ serverId, problem }) => [names.get(serverId ?? "") ?? view.serviceName, problem.message])
  throw new Problem("plan-refused", undefined, { details: Object.fromEntries(details) })
}

/** What the audit log may say of a plan: names and numbers. */
export function startFacts({ view, strategy }: Plan, number: number) {
  return {
    number,
    service: view.serviceName,
    servers: Object.fromEntries(
      view.targets.slice(0, 200).map((target) => [target.serverName, { from: target.fromNumber, to: target.toNumber }]),
    ),
    targets: view.targets.length,
    strategy: { ...strategy },
  }
}
