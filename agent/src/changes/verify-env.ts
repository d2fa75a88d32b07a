import type { AssertionResult } from "@signalbox/env-file/assertions"
import type { EnvChange } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { checksOf } from "@signalbox/protocol/check-title"
import { runChecks } from "../checks/run-checks.ts"
import type { ApplyContext } from "./apply-context.ts"
import type { UndoPlan } from "./change-record.ts"
import { settleUnits } from "./settle-units.ts"

export type Verification = {
  change: EnvChange
  plan: UndoPlan
  /** Automatic restarts of each unit before it was restarted. */
  restarts: ReadonlyMap<string, number>
  deadline: AbortSignal
  assertions: readonly AssertionResult[]
}

/**
 * Watches the units and runs the checks, side by side; the first failure ends the rest, so that the undo begins soon.
 * Results: the units in their order, then the checks in theirs.
 */
export async function verifyEnv(
  ctx: ApplyContext,
  { change, plan, restarts, deadline, assertions }: Verification,
  onPassed: (passed: number) => void,
): Promise<CheckResult[]> {
  const stop = new AbortController()
  const signal = AbortSignal.any([deadline, stop.signal])
  let passed = 0
  const note = (result: CheckResult) => {
    if (result.verdict === "pass") onPassed(++passed)
    else stop.abort()
  }
  const settled = settleUnits({
    supervisor: ctx.supervisor,
    clock: ctx.clock,
    units: change.units,
    settleMs: change.settleMs,
    restartsBefore: restarts,
    signal,
    startWithinMs: change.deadlineMs,
  }).then((results) => {
    results.forEach(note)
    return results
  })
  const checked = runChecks(
    checksOf(change).beside,
    {
      supervisor: ctx.supervisor,
      clock: ctx.clock,
      envText: change.text,
      cursor: plan.cursor,
      oldInvocations: new Set(plan.units.map((unit) => unit.invocationId).filter((id) => id !== "")),
      assertions,
      signal,
    },
    note,
  )
  try {
    const [units, checks] = await Promise.all([settled, checked])
    return [...units, ...checks]
  } finally {
    stop.abort()
  }
}
