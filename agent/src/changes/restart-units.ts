import { Problem } from "@signalbox/protocol/problem"
import type { Supervisor } from "../host/units/supervisor.ts"
import type { UnitBefore } from "./change-record.ts"
import { restartAfresh } from "./restart-afresh.ts"

/** A restart is bounded by the change's deadline; this only bounds a supervisor that forgets about it. */
const RESTART_MS_MAX = 600_000

/**
 * Restarts the units in order and returns each one's count of automatic restarts as it was before: a higher one later
 * means that it crashed.
 * @throws Problem `restart-failed`, naming the unit
 */
export async function restartUnits(
  supervisor: Supervisor,
  units: readonly UnitBefore[],
  options: { deadline: AbortSignal; beforeUnit(unit: string): Promise<void> },
): Promise<ReadonlyMap<string, number>> {
  const names = units.map((unit) => unit.name)
  // All of them before any starts: the count of automatic restarts begins at what is seen now.
  for (const name of names) await supervisor.resetFailed(name)
  const restarts = new Map((await supervisor.show(names)).map((unit) => [unit.name, unit.restarts]))
  for (const name of names) {
    await options.beforeUnit(name)
    const done = await restartAfresh(supervisor, name, { timeoutMs: RESTART_MS_MAX, signal: options.deadline })
    if (!done.ok) throw new Problem("restart-failed", `${name} did not restart: ${done.why}`.slice(0, 1_000))
  }
  return restarts
}
