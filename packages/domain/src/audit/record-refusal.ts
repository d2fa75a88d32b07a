import type { Problem, ProblemCode } from "@signalbox/protocol/problem"
import { limitAttempts } from "../access/limit-attempts.ts"
import type { DomainContext } from "../context.ts"
import { appendAudit } from "./append-audit.ts"

/** Refusals for lack of a right, or by a host's policy: somebody tried what they may not. Slips of the pen are not written down. */
const TELLING: ReadonlySet<ProblemCode> = new Set(["forbidden", "plan-refused", "policy-refused", "session-required"])
/** Of one person or token. More of them say nothing new, and nobody shall fill the log with what they may not do. */
const WRITTEN = { max: 20, windowMs: 10 * 60_000 }

/** Writes down that somebody was refused. Strangers are not written down: they have a name in no log, and could fill this one. */
export async function recordRefusal(
  ctx: Pick<DomainContext, "db" | "clock" | "actor" | "publish">,
  { call, problem }: { call: string; problem: Problem },
): Promise<void> {
  if (!TELLING.has(problem.code) || !(await isWithinLimit(ctx))) return
  const seq = await ctx.db.$transaction((tx) =>
    appendAudit(tx, {
      actor: ctx.actor,
      action: "call.refuse",
      object: { kind: "control-plane", id: null, name: call },
      result: "refused",
      reason: problem.message.slice(0, 500),
      after: { problem: problem.code },
    }),
  )
  ctx.publish({ kind: "audit", seq })
}

function isWithinLimit(ctx: Pick<DomainContext, "db" | "clock" | "actor">): Promise<boolean> {
  return limitAttempts(ctx, `refusal:${ctx.actor.kind}:${ctx.actor.id}`, WRITTEN).then(
    () => true,
    () => false,
  )
}
