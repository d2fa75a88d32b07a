import type { CheckResult, CheckSpec } from "@signalbox/protocol/check"
import type { Clock } from "../host/clock.ts"
import type { Supervisor } from "../host/units/supervisor.ts"

export type CheckContext = {
  supervisor: Supervisor
  clock: Clock
  /** The env text whose keys checks may take values from; null when there is none. */
  envText: string | null
  /** Journal position before the restart; undefined outside a change: then a unit's present run is looked at. */
  cursor?: string
  /** Runs from before the restart: their last lines are not the new state's. */
  oldInvocations?: ReadonlySet<string>
  /** Answers of the env assertions; undefined when none were asked. */
  assertions?: readonly { pass: boolean; message: string }[]
  /** Ends what still waits. */
  signal: AbortSignal
}

export type Seen = Pick<CheckResult, "verdict" | "seen">

/** One kind of check. `run` may throw: that is "unknown". It ends soon after its own bound or the context's signal. */
export type Check<Kind extends CheckSpec["kind"]> = {
  expected(spec: SpecOf<Kind>): string
  run(spec: SpecOf<Kind>, context: CheckContext): Promise<Seen>
}

export type SpecOf<Kind extends CheckSpec["kind"]> = Extract<CheckSpec, { kind: Kind }>
