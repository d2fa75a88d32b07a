// Puts a server back to what it was before a change. Done by the agent when its change failed, by the guardian when the
// agent does not, and by whoever starts first after a crash; so every step may find its work done already.
//
// "Restored" means: the file is byte for byte, owner, group and mode what it was (or gone, if there was none), and each
// unit is as it was found:
//   running  it must be up again, on the old file, and stay up as long as a change has to;
//   stopped  it is stopped again;
//   failed   it gets one fresh start with the old file, but whether it comes up is no verdict on the undo:
//            it did not run before either.
// A unit that still is in the run from before the change never saw the new file and is left alone. `reset-failed`
// comes before each start: a crash loop has used up the unit's start limit, and a start would be refused.
// What cannot be restored, or does not stay up, ends in "stuck": said once, never tried in a loop.
import type { ChangeFinished } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { Problem, problemView } from "@signalbox/protocol/problem"
import type { Supervisor, Unit } from "../host/units/supervisor.ts"
import type { CommandRecord, UndoCause, UndoPlan, UnitBefore } from "./change-record.ts"
import { fitResult } from "./evidence.ts"
import { restartAfresh } from "./restart-afresh.ts"
import { isRestored, ownersOf, type Restored, type RestoreFiles, restoreFile } from "./restore-file.ts"
import { settleUnits } from "./settle-units.ts"
import type { UndoContext } from "./undo-context.ts"
import { bringBack, checkSetBack, maskAgain, setBack } from "./undo-redis.ts"
import { writeInclude } from "./write-redis-conf.ts"

/** An undo that takes longer is stuck: a unit that does not stop, a disk that hangs. */
export const UNDO_MS_MAX = 150_000

/** Undoes the change and records how that ended. Never throws for what the server does to it. */
export async function undoChange(ctx: UndoContext, id: string, cause: UndoCause): Promise<ChangeFinished> {
  const begun = ctx.clock.monotonic()
  const record = begin(ctx, id, cause)
  const plan = planOf(record)
  try {
    await setBack(ctx, plan)
    await bringBack(ctx, id, plan)
    const found = restore(ctx, record)
    const units = await restoreUnits(ctx, record, begun + UNDO_MS_MAX)
    await maskAgain(ctx, plan)
    const redis = await checkSetBack(ctx, plan, begun + UNDO_MS_MAX - ctx.clock.monotonic())
    const rollbackChecks = [fileCheck(ctx, plan, found), ...units.checks, ...redis]
    const isGood = rollbackChecks.every((check) => check.verdict === "pass")
    const isUntouched = found !== "restored" && !record.wasWritten && !units.wereTouched
    if (!isGood) throw new Problem("rollback-failed", failureOf(rollbackChecks))
    return finish(ctx, record, { outcome: isUntouched ? "failed" : "rolled-back", rollbackChecks, begun })
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem("rollback-failed", undefined, { cause: error })
    const view = { ...problemView(problem), code: "rollback-failed" as const }
    const rollbackChecks = [fileCheck(ctx, plan), ...(await currentUnits(ctx, plan))]
    return finish(ctx, record, { outcome: "stuck", problem: view, rollbackChecks, begun })
  }
}

/**
 * Only the file, where units cannot be restarted: before they are started at boot, or when nobody runs them.
 * The agent does the rest when it starts.
 */
export function restoreBeforeStart(ctx: Omit<UndoContext, "supervisor">, id: string, cause: UndoCause): void {
  const record = begin(ctx, id, cause)
  restore(ctx, record)
  ctx.ledger.step(id, "rolling-back", { restored: ctx.ledger.now() })
}

/** The first cause stays: what a second try finds is only that the first was interrupted. */
function begin({ ledger }: Pick<UndoContext, "ledger">, id: string, cause: UndoCause): CommandRecord {
  const record = ledger.record(id)
  if (!record) throw new Error(`no command ${id}`)
  return ledger.step(id, "rolling-back", record.cause ? {} : { cause })
}

function planOf(record: CommandRecord): UndoPlan {
  if (!record.plan) throw new Error(`${record.id} was never prepared`)
  return record.plan
}

function restore({ ledger, files: all }: Omit<UndoContext, "supervisor">, record: CommandRecord): Restored {
  const plan = planOf(record)
  const { id } = record
  const { redis } = plan
  // While only a package was on its way, no file was ours, and its folder may belong to a user that we did not know yet.
  if (redis?.isInstalling) return "as-before"
  const files = filesOf(all, plan)
  const wasWritten = record.wasWritten ?? false
  // What includes our file is never there without it.
  if (redis && !redis.hadInclude) writeInclude(files, { plan, id, isIncluded: false })
  const found = restoreFile(files, { plan, id, stateDir: ledger.stateDir, wasWritten })
  if (redis?.hadInclude) writeInclude(files, { plan, id, isIncluded: true })
  if (found === "restored" && !wasWritten) ledger.step(record.id, "rolling-back", { wasWritten: true })
  return found
}

function filesOf(files: RestoreFiles, { redis }: UndoPlan): RestoreFiles {
  return redis ? files.sharedWith(redis.gid) : files
}

async function restoreUnits(ctx: UndoContext, record: CommandRecord, deadline: number) {
  const plan = planOf(record)
  const { supervisor, clock } = ctx
  const names = plan.units.map((unit) => unit.name)
  const now = new Map((await supervisor.show(names)).map((unit) => [unit.name, unit]))
  const restored = record.restored?.bootId === clock.bootId ? record.restored.monotonic : Number.POSITIVE_INFINITY
  const touched = plan.units.filter((unit) => isTouched(unit, now.get(unit.name), restored))
  for (const unit of touched) await putBack(supervisor, unit, Math.max(1, deadline - clock.monotonic()))
  const running = plan.units.filter((unit) => unit.was === "running").map((unit) => unit.name)
  const signal = AbortSignal.timeout(Math.max(1, deadline - clock.monotonic()))
  const settled =
    running.length === 0
      ? []
      : await settleUnits({ supervisor, clock, units: running, settleMs: plan.settleMs, signal, startWithinMs: 90_000 })
  const others = plan.units.filter((unit) => unit.was !== "running").map(asBefore)
  return { checks: [...settled, ...others], wereTouched: touched.length > 0 }
}

/** Whether the unit may have seen the new file, or is not as it was. `restored`: ms since boot when the file was put back. */
function isTouched(before: UnitBefore, now: Unit | undefined, restored: number): boolean {
  const isRunning = now?.activeState === "active" || now?.activeState === "activating"
  if (before.was === "stopped") return isRunning || now?.activeState === "failed"
  if (before.was === "running" && !isRunning && !before.isOneshot) return true
  return now?.invocationId !== before.invocationId && (now?.startedMonotonic ?? 0) <= restored
}

async function putBack(supervisor: Supervisor, unit: UnitBefore, timeoutMs: number): Promise<void> {
  if (unit.was === "stopped") {
    await supervisor.stop(unit.name, { timeoutMs })
    await supervisor.resetFailed(unit.name)
    return
  }
  // Its answer is no verdict: whether the unit stays up is looked at after all were started.
  await restartAfresh(supervisor, unit.name, { timeoutMs })
}

function asBefore(unit: UnitBefore): CheckResult {
  const seen =
    unit.was === "stopped"
      ? "stopped again"
      : "it had failed before the change; it was started once with the old file, whatever became of it"
  return {
    kind: "unit-active",
    title: `${unit.name} is as before`,
    verdict: "pass",
    expected: unit.was,
    seen,
    tookMs: 0,
  }
}

function fileCheck({ files }: UndoContext, plan: UndoPlan, found?: Restored): CheckResult {
  const isGood = found === "edited-by-hand" || plan.redis?.isInstalling || isRestored(filesOf(files, plan), plan)
  const good =
    found === "edited-by-hand" ? "ours never was in place; somebody edited it, and it was left" : "as expected"
  return {
    kind: "file-restored",
    title: `${plan.path} is the old one`.slice(0, 300),
    verdict: isGood ? "pass" : "fail",
    expected: plan.before ? "the old content, owner, group and mode" : "no file",
    seen: isGood ? good : "it is not",
    tookMs: 0,
  }
}

async function currentUnits({ supervisor }: UndoContext, plan: UndoPlan): Promise<CheckResult[]> {
  const seen = await supervisor.show(plan.units.map((unit) => unit.name)).catch((): Unit[] => [])
  return seen.map((unit) => ({
    kind: "unit-active",
    title: `${unit.name} is as before`,
    verdict: "unknown",
    expected: plan.units.find((before) => before.name === unit.name)?.was ?? "",
    seen: `${unit.activeState} ${unit.subState}`,
    tookMs: 0,
  }))
}

function failureOf(checks: readonly CheckResult[]): string {
  const failed = checks.find((check) => check.verdict !== "pass")
  return `The old state did not verify: “${failed?.title}”: ${failed?.seen}`.slice(0, 1_000)
}

function finish(
  ctx: UndoContext,
  record: CommandRecord,
  end: Pick<ChangeFinished, "outcome" | "rollbackChecks"> & { begun: number; problem?: ChangeFinished["problem"] },
): ChangeFinished {
  const { ledger, clock, files } = ctx
  const cause = record.cause
  const problem = end.problem ?? cause?.problem
  const result = fitResult({
    commandId: record.id,
    outcome: end.outcome,
    ...(problem && { problem }),
    checks: cause?.checks ?? [],
    rollbackChecks: end.rollbackChecks,
    journal: cause?.journal ?? [],
    timing: [...(cause?.timing ?? []), { step: "rollback", ms: Math.round(clock.monotonic() - end.begun) }],
    fileHash: currentHash(files, planOf(record)),
    startedAt: record.received.at,
    finishedAt: clock.now(),
  })
  ledger.step(record.id, end.outcome === "stuck" ? "stuck" : "rolled-back", { result })
  return result
}

function currentHash(files: RestoreFiles, plan: UndoPlan): string | null {
  try {
    return filesOf(files, plan).readEnvFile(plan.path, ownersOf(plan))?.state.hash ?? null
  } catch {
    return null
  }
}
