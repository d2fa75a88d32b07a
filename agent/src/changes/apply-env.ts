// The change of an env file, as a transaction: nothing is touched before all that an undo needs is on disk and somebody
// outside this process is charged with it; nothing counts as done before it was seen.
import type { ChangeFinished, EnvChange } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { checksOf } from "@signalbox/protocol/check-title"
import { Problem, problemView } from "@signalbox/protocol/problem"
import type { Clock } from "../host/clock.ts"
import type { ApplyContext, Progress } from "./apply-context.ts"
import type { CommandRecord, UndoPlan } from "./change-record.ts"
import { drainBrokers } from "./drain-broker.ts"
import { confirmChange, oldText, refuseChange } from "./end-change.ts"
import { gatherEvidence } from "./evidence.ts"
import { assertionsOf, prepareEnv } from "./prepare-env.ts"
import { restartUnits } from "./restart-units.ts"
import { secretValues } from "./secret-values.ts"
import { undoChange } from "./undo.ts"
import { verifyEnv } from "./verify-env.ts"

type Timing = ChangeFinished["timing"]

/** Never throws for what the server does to it: the result says how it ended, and is in the journal. */
export async function applyEnv(ctx: ApplyContext, record: CommandRecord, change: EnvChange): Promise<ChangeFinished> {
  const timing: Timing = []
  const timed = stopwatch(ctx.clock, timing)
  const total = change.units.length + checksOf(change).beside.length
  const say = (state: Progress["state"], step: string, passed = 0) =>
    ctx.onProgress({ state, step, checksPassed: passed, checksTotal: total })
  let plan: UndoPlan
  try {
    say("applying", "Backs up the file")
    plan = await timed("prepare", () => prepareEnv(ctx, record.id, change))
  } catch (error) {
    return refuseChange(ctx, record, error)
  }
  const deadline = AbortSignal.timeout(change.deadlineMs)
  const firstDrained = plan.units.find(({ name }) => change.drain?.units.includes(name))?.name
  let checks: CheckResult[] = []
  try {
    say("applying", "Writes the file")
    await timed("write", async () => writeNew(ctx, record.id, { change, plan }))
    const restarts = await timed("restart", () =>
      restartUnits(ctx.supervisor, plan.units, {
        deadline,
        async beforeUnit(unit) {
          if (unit === firstDrained) await drainFirst(ctx, { plan, change, id: record.id, deadline, say })
          say("applying", `Restarts ${unit}`)
        },
      }),
    )
    ctx.ledger.step(record.id, "restarted")
    say("verifying", "Watches the units and runs the checks")
    checks = await timed("verify", () =>
      verifyEnv(ctx, { change, plan, restarts, deadline, assertions: assertionsOf(change) }, (passed) =>
        say("verifying", `${passed} of ${total} checks passed`, passed),
      ),
    )
    throwUnlessPassed(checks, deadline)
    ctx.ledger.step(record.id, "verified")
  } catch (error) {
    say("verifying", "Puts the old file back")
    const failed = error instanceof FailedChecks ? error : undefined
    const problem = problemView(deadline.aborted ? new Problem("deadline-passed") : (failed?.problem ?? error))
    const journal = await evidenceOf(ctx, { plan, change, id: record.id })
    const result = await undoChange(ctx, record.id, { problem, checks, journal, timing })
    await ctx.supervisor.disarmGuardian(record.id)
    return result
  }
  return confirmChange(ctx, record, { checks, timing })
}

function writeNew(ctx: ApplyContext, id: string, { change, plan }: { change: EnvChange; plan: UndoPlan }): void {
  const { uid, gid, mode } = plan.after
  const bytes = Buffer.from(change.text, "utf8")
  ctx.files.writeEnvFile({ path: plan.path, bytes, uid, gid, mode, baseHash: change.baseHash, commandId: id })
  ctx.ledger.step(id, "written")
}

type Draining = {
  plan: UndoPlan
  change: EnvChange
  id: string
  deadline: AbortSignal
  say: (state: Progress["state"], step: string) => void
}

async function drainFirst(ctx: ApplyContext, { plan, change, id, deadline, say }: Draining): Promise<void> {
  if (!change.drain) return
  await drainBrokers(change.drain, oldText(ctx, plan, id) ?? "", {
    clock: ctx.clock,
    signal: deadline,
    onWaiting: (count) => say("applying", `Waits for ${count} ${count === 1 ? "task" : "tasks"} to be worked off`),
  })
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

function evidenceOf(ctx: ApplyContext, at: { plan: UndoPlan; change: EnvChange; id: string }) {
  const { plan, change, id } = at
  const secrets = secretValues([change.text, oldText(ctx, plan, id)])
  return gatherEvidence({ supervisor: ctx.supervisor, cursor: plan.cursor, units: plan.loggedUnits, secrets })
}

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
