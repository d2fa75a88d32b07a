// Whether units that were restarted stay up. `systemctl restart` returning 0 says that a program was started, not that
// it lives: so each unit is watched for a while, and must be in the same run, never restarted by its supervisor, all
// that time.
import type { CheckResult } from "@signalbox/protocol/check"
import { checkTitle } from "@signalbox/protocol/check-title"
import type { Clock } from "../host/clock.ts"
import type { Supervisor, Unit } from "../host/units/supervisor.ts"

export type SettleOptions = {
  supervisor: Pick<Supervisor, "show">
  clock: Pick<Clock, "monotonic">
  units: readonly string[]
  /** Milliseconds that each must stay up. */
  settleMs: number
  /** Restart counts taken after reset-failed and before the restart: a crash right after the start is seen by them. */
  restartsBefore?: ReadonlyMap<string, number>
  signal?: AbortSignal
  /** Milliseconds within which a unit that is still starting must be up. */
  startWithinMs: number
}

const LOOK_EVERY_MS = 200

/** One result per unit, in their order. Ends at the first unit that failed; those not decided by then are "unknown". */
export async function settleUnits(options: SettleOptions): Promise<CheckResult[]> {
  const { supervisor, clock, units, settleMs, signal } = options
  const begin = clock.monotonic()
  const watches = new Map(units.map((name) => [name, newWatch(options.restartsBefore?.get(name))]))
  for (;;) {
    const seen = await supervisor.show(units)
    const now = clock.monotonic()
    for (const unit of seen) {
      const watch = watches.get(unit.name)
      if (watch && !watch.verdict) look(watch, unit, { now, begin, settleMs, startWithinMs: options.startWithinMs })
    }
    const all = [...watches.values()]
    const isOver = all.every((watch) => watch.verdict) || all.some((watch) => watch.verdict === "fail")
    if (isOver || signal?.aborted) break
    await pause(LOOK_EVERY_MS, signal)
  }
  const tookMs = Math.round(clock.monotonic() - begin)
  return units.map((name) => resultOf(name, watches.get(name), { settleMs, tookMs }))
}

type Watch = {
  restartsBefore: number | undefined
  invocationId: string | undefined
  upSince: number | undefined
  verdict: "pass" | "fail" | undefined
  seen: string
}

function newWatch(restartsBefore: number | undefined): Watch {
  return { restartsBefore, invocationId: undefined, upSince: undefined, verdict: undefined, seen: "not seen" }
}

function look(
  watch: Watch,
  unit: Unit,
  at: { now: number; begin: number; settleMs: number; startWithinMs: number },
): void {
  watch.seen = describe(unit)
  const fault = faultOf(watch, unit)
  if (fault) {
    watch.verdict = "fail"
    watch.seen = `${watch.seen}: ${fault}`
    return
  }
  if (isDone(unit)) watch.verdict = "pass"
  else if (isUp(unit)) {
    watch.upSince ??= at.now
    watch.invocationId ??= unit.invocationId
    if (at.now - watch.upSince >= at.settleMs) watch.verdict = "pass"
  } else if (at.now - at.begin > at.startWithinMs) {
    watch.verdict = "fail"
    watch.seen = `${watch.seen}: still not up`
  }
}

/** In words why the unit cannot become good any more; undefined while it may. */
function faultOf(watch: Watch, unit: Unit): string | undefined {
  watch.restartsBefore ??= unit.restarts
  if (unit.loadState !== "loaded") return `the unit is ${unit.loadState}`
  if (unit.restarts > watch.restartsBefore) return "it ended and was restarted by its supervisor"
  if (watch.invocationId !== undefined && unit.invocationId !== watch.invocationId) return "it was started anew"
  if (unit.activeState === "failed") return "it failed"
  if (unit.subState === "auto-restart") return "it ended and waits to be restarted"
  if (watch.upSince !== undefined && !isUp(unit) && !isDone(unit)) return "it did not stay up"
  if (unit.activeState === "inactive" && !isDone(unit)) {
    return unit.conditionMet ? "it ended" : "a condition of the unit was not met"
  }
  return undefined
}

/** "reloading" is a running program that reads its configuration again. */
function isUp(unit: Unit): boolean {
  if (unit.activeState === "reloading") return true
  if (unit.activeState !== "active") return false
  return unit.subState === "running" || (unit.subState === "exited" && unit.remainsAfterExit)
}

/** A oneshot has no life to watch: it is good when it ended well. */
function isDone(unit: Unit): boolean {
  if (unit.type !== "oneshot" || unit.result !== "success") return false
  return unit.activeState === "active" || (unit.activeState === "inactive" && unit.conditionMet)
}

function describe(unit: Unit): string {
  const result = unit.result && unit.result !== "success" ? ` (${unit.result})` : ""
  return `${unit.activeState} ${unit.subState}${result}, ${unit.restarts === 1 ? "1 restart" : `${unit.restarts} restarts`}`
}

function resultOf(name: string, watch: Watch | undefined, at: { settleMs: number; tookMs: number }): CheckResult {
  const seconds = at.settleMs / 1000
  return {
    kind: "unit-active",
    title: checkTitle({ kind: "unit-active", unit: name, forMs: at.settleMs }),
    verdict: watch?.verdict ?? "unknown",
    expected: `active running for ${seconds} s, in one run`,
    seen: watch?.verdict ? watch.seen : `${watch?.seen ?? "not seen"}; not watched to the end`,
    tookMs: at.tookMs,
  }
}

/** Ends early, without an error, when the signal comes. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener("abort", end, { once: true })
  })
}
