import type { RolloutTargetView, RolloutView } from "@signalbox/domain/rollouts/schema"
import type { ChangeStatus } from "@signalbox/domain/status"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { clockUtc, span } from "../../design/words.ts"

export type GateState = "passed" | "open" | "soaking" | "held" | "paused" | "closed" | "shut"

export type Gate = {
  state: GateState
  /** Milliseconds since the epoch: when it was passed, or until when it soaks. */
  at: number | null
  /** It let the rollout go on although so many servers of the batch did not end applied. */
  failures: number
}

export type Batch = { number: number; isCanary: boolean; targets: RolloutTargetView[]; gate: Gate }

const MOVING: readonly ChangeStatus[] = ["pending", "applying", "verifying"]

/** Ended, as far as the rollout is concerned. */
export const isSettled = (status: ChangeStatus) => !MOVING.includes(status)

export const isFailure = (status: ChangeStatus) => isSettled(status) && status !== "applied" && status !== "skipped"

type Rollout = Pick<RolloutView, "targets" | "currentBatch" | "status" | "strategy">

/** The batches in order, each with what its gate does. Servers that need nothing are in none. */
export function batchesOf(rollout: Rollout): Batch[] {
  const byNumber = Map.groupBy(
    rollout.targets.filter((target) => target.batch > 0),
    (target) => target.batch,
  )
  const numbers = [...byNumber.keys()].sort((left, right) => left - right)
  return numbers.map((number, index) => {
    const targets = byNumber.get(number) ?? []
    return {
      number,
      isCanary: number === 1 && rollout.strategy.canary > 0 && numbers.length > 1,
      targets,
      gate: gateOf(rollout, { number, targets, isLast: index === numbers.length - 1 }),
    }
  })
}

type Place = { number: number; targets: RolloutTargetView[]; isLast: boolean }

function gateOf(rollout: Rollout, place: Place): Gate {
  const failures = place.targets.filter((target) => isFailure(target.status)).length
  const { state, at } = stateOf(rollout, place)
  // After the last batch nothing is held any more; it was no passage for all that.
  if (state === "passed" && place.isLast && failures > 0 && isTooMany(rollout))
    return { state: "shut", at: null, failures }
  return { state, at, failures }
}

const isTooMany = ({ targets, strategy }: Rollout) =>
  targets.filter((target) => isFailure(target.status)).length >= strategy.stopAfterFailures

function stateOf(
  { status, currentBatch, strategy }: Rollout,
  { number, targets, isLast }: Place,
): Pick<Gate, "state" | "at"> {
  if (number > currentBatch)
    return { state: status === "aborted" || status === "aborting" ? "shut" : "closed", at: null }
  const through = endOf(targets)
  if (through === null) return { state: status === "paused" ? "paused" : "open", at: null }
  if (number < currentBatch || isLast || status === "finished") return { state: "passed", at: through }
  if (status === "held") return { state: "held", at: null }
  if (status === "paused") return { state: "paused", at: null }
  if (status === "aborted" || status === "aborting") return { state: "shut", at: null }
  return { state: "soaking", at: through + strategy.soakMs }
}

/** When the last server of the batch had ended; null while one has not. */
function endOf(targets: RolloutTargetView[]): number | null {
  if (targets.some((target) => !isSettled(target.status))) return null
  return Math.max(0, ...targets.map((target) => (target.finishedAt ? Date.parse(target.finishedAt) : 0)))
}

const GATE_LAMPS: Record<GateState, LampKind> = {
  passed: "clear",
  open: "verifying",
  soaking: "applying",
  held: "caution",
  paused: "pending",
  closed: "pending",
  shut: "skipped",
}

export const gateLamp = ({ state, failures }: Gate): LampKind =>
  (state === "passed" || state === "shut") && failures > 0 ? "caution" : GATE_LAMPS[state]

export function gateWords({ state, at }: Pick<Gate, "state" | "at">, now: number): string {
  switch (state) {
    case "passed":
      return at ? `gate passed ${clockUtc(at)}` : "gate passed"
    case "open":
      return "gate open"
    case "soaking":
      return at && at > now ? `soaks, ${span(at - now)} left` : "soaked"
    case "held":
      return "line held"
    case "paused":
      return "paused"
    case "closed":
      return "gate closed"
    case "shut":
      return "gate not passed"
  }
}

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]

/** "canary", "three servers". */
export function batchWords({ isCanary, targets }: Pick<Batch, "isCanary" | "targets">): string {
  if (isCanary && targets.length === 1) return "canary"
  const number = NUMBERS[targets.length] ?? targets.length.toLocaleString("en")
  return `${isCanary ? "canary, " : ""}${number} ${targets.length === 1 ? "server" : "servers"}`
}

/** "v13", "v12–v14" where servers differ, "none" before the first. */
export function versionRange(numbers: (number | null)[]): string {
  const known = numbers.filter((number) => number !== null)
  if (known.length === 0) return "none"
  const low = Math.min(...known)
  const high = Math.max(...known)
  return low === high ? `v${low}` : `v${low}–v${high}`
}

/** The lamp of the whole: one that finished is clear only if every server ended applied. */
export function rolloutLamp({ status, counts }: Pick<RolloutView, "status" | "counts">): LampKind {
  const isSpoilt = counts["rolled-back"] + counts.failed + counts.stuck + counts.unreachable + counts.expired > 0
  switch (status) {
    case "running":
      return "verifying"
    case "aborting":
      return "applying"
    case "paused":
      return "pending"
    case "held":
      return "caution"
    case "aborted":
      return "revoked"
    case "finished":
      return counts.failed + counts.stuck > 0 ? "danger" : isSpoilt ? "caution" : "clear"
  }
}
