// The ends of a change that leave the server as it is: confirmed, or never begun. (The third end is undo.ts.)
import type { ChangeFinished } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { problemView } from "@signalbox/protocol/problem"
import type { CommandRecord, UndoPlan } from "./change-record.ts"
import { fitResult } from "./evidence.ts"
import type { UndoContext } from "./undo-context.ts"

type Timing = ChangeFinished["timing"]

/** Also the end of a change that was verified before its agent was killed. */
export async function confirmChange(
  ctx: UndoContext,
  record: CommandRecord,
  seen: { checks: CheckResult[]; timing: Timing },
): Promise<ChangeFinished> {
  const result = fitResult({
    commandId: record.id,
    outcome: "applied",
    checks: seen.checks,
    rollbackChecks: [],
    journal: [],
    timing: seen.timing,
    fileHash: record.plan?.after.hash ?? null,
    startedAt: record.received.at,
    finishedAt: ctx.clock.now(),
  })
  // Recorded before it is disarmed: a guardian that fires in between finds the change confirmed and goes.
  ctx.ledger.step(record.id, "confirmed", { result })
  await ctx.supervisor.disarmGuardian(record.id)
  return result
}

/** The end of a change before anything was touched. */
export function refuseChange(
  ctx: Pick<UndoContext, "ledger" | "clock">,
  record: CommandRecord,
  error: unknown,
): ChangeFinished {
  const problem = problemView(error)
  const isFailure = problem.code === "internal" || problem.code === "write-failed" || problem.code === "interrupted"
  const isExpiry = problem.code === "command-expired"
  const result = fitResult({
    commandId: record.id,
    outcome: isExpiry ? "expired" : isFailure ? "failed" : "refused",
    problem,
    checks: [],
    rollbackChecks: [],
    journal: [],
    timing: [],
    fileHash: null,
    startedAt: record.received.at,
    finishedAt: ctx.clock.now(),
  })
  ctx.ledger.step(record.id, isExpiry ? "expired" : "refused", { result })
  return result
}

/** For masking only: undefined when there is none, or it cannot be read. */
export function oldText(ctx: Pick<UndoContext, "files" | "ledger">, plan: UndoPlan, id: string): string | undefined {
  try {
    return plan.before
      ? ctx.files.readBackup(`${ctx.ledger.stateDir}/backups`, id, plan.before.hash).toString("utf8")
      : undefined
  } catch {
    return undefined
  }
}
