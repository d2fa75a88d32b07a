// The one way in which a server is changed, whatever the change is of: nothing is touched before all that an undo needs is
// on disk and somebody outside this process is charged with it; nothing counts as done before it was seen. What differs
// from one kind of change to the next is in its steps: apply-env.ts, apply-redis.ts.
import type { ChangeFinished } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { Problem, problemView } from "@signalbox/protocol/problem"
import type { Clock } from "../host/clock.ts"
import type { ApplyContext, Progress } from "./apply-context.ts"
import type { CommandRecord, UndoPlan } from "./change-record.ts"
import { confirmChange, refuseChange } from "./end-change.ts"
import { gatherEvidence } from "./evidence.ts"
import { undoChange } from "./undo.ts"

/** A change under way. */
export type Attempt = {
  id: string
  plan: UndoPlan
  deadline: AbortSignal
  /** Tells the control plane what is done just now. */
  say(step: string): void
}

export type ChangeSteps = {
  /** Milliseconds from "prepared" to "verified". */
  deadlineMs: number
  checksTotal: number
  saying: { prepare: string; write: string; verify: string; undo: string }
  /** Ends with the plan in the journal and the guardian armed. @throws Problem with nothing touched: the change is refused */
  prepare(): Promise<UndoPlan>
  /** What is thrown by this and by all that follow leads to the undo. */
  write(attempt: Attempt): Promise<void>
  activate(attempt: Attempt): Promise<void>
  verify(attempt: Attempt, onPassed: (passed: number) => void): Promise<CheckResult[]>
  /** Values that no line of evidence may show. */
  secrets(plan: UndoPlan): string[]
}

type Timing = ChangeFinished["timing"]

/** Never throws for what the server does to it: the result says how it ended, and is in the journal. */
export async function runChange(ctx: ApplyContext, record: CommandRecord, steps: ChangeSteps): Promise<ChangeFinished> {
  const { saying, checksTotal: total } = steps
  const timing: Timing = []
  const timed = stopwatch(ctx.clock, timing)
  const say = (state: Progress["state"], step: string, passed = 0) =>
    ctx.onProgress({ state, step, checksPassed: passed, checksTotal: total })
  let plan: UndoPlan
  try {
    say("applying", saying.prepare)
    plan = await timed("prepare", () => steps.prepare())
  } catch (error) {
    return refuseChange(ctx, record, error)
  }
  const deadline = AbortSignal.timeout(steps.deadlineMs)
  const attempt: Attempt = { id: record.id, plan, deadline, say: (step) => say("applying", step) }
  let checks: CheckResult[] = []
  try {
    say("applying", saying.write)
    await timed("write", () => steps.write(attempt))
    ctx.ledger.step(record.id, "written")
    await timed("restart", () => steps.activate(attempt))
    ctx.ledger.step(record.id, "restarted")
    say("verifying", saying.verify)
    checks = await timed("verify", () =>
      steps.verify(attempt, (passed) => say("verifying", `${passed} of ${total} checks passed`, passed)),
    )
    throwUnlessPassed(checks, deadline)
    ctx.ledger.step(record.id, "verified")
  } catch (error) {
    say("verifying", saying.undo)
    const failed = error instanceof FailedChecks ? error : undefined
    const problem = problemView(deadline.aborted ? new Problem("deadline-passed") : (failed?.problem ?? error))
    const journal = await gatherEvidence({
      supervisor: ctx.supervisor,
      cursor: attempt.plan.cursor,
      units: attempt.plan.loggedUnits,
      secrets: steps.secrets(attempt.plan),
    })
    const result = await undoChange(ctx, record.id, { problem, checks, journal, timing })
    await ctx.supervisor.disarmGuardian(record.id)
    return result
  }
  return confirmChange(ctx, record, { checks, timing })
}

class FailedChecks extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

function throwUnlessPassed(checks: readonly CheckResult[], deadline: AbortSignal): void {
  if (deadline.aborted) throw new FailedChecks(new Problem("deadline-passed"))
  const failed = checks.find((check) => check.verdict === "fail") ?? checks.find((check) => check.verdict !== "pass")
  if (!failed) return
  const code = failed.kind === "unit-active" ? "restart-failed" : "check-failed"
  throw new FailedChecks(new Problem(code, `“${failed.title}” ${said(failed)}: ${failed.seen}.`))
}

const said = ({ verdict }: CheckResult) => (verdict === "fail" ? "failed" : "gave no answer")

/** Runs each step and notes, in order, how long it took, whether it succeeded or not. */
function stopwatch(clock: Pick<Clock, "monotonic">, timing: Timing) {
  return async <T>(step: string, work: () => Promise<T>): Promise<T> => {
    const begun = clock.monotonic()
    try {
      return await work()
    } finally {
      timing.push({ step, ms: Math.round(clock.monotonic() - begun) })
    }
  }
}
