// What a rollout does next, as a pure function of what is stored. No I/O and no clock of its own: any replica that reads the
// same rows comes to the same decision, so it does not matter which one was killed.
import type { ChangeStatus, RolloutStatus } from "../status.ts"

export type RolloutState = RolloutStatus
/** As the database spells it. */
export type TargetState = Exclude<ChangeStatus, "rolled-back"> | "rolled_back"

export function changeStatus(state: TargetState): ChangeStatus {
  return state === "rolled_back" ? "rolled-back" : state
}

export type RolloutFacts = {
  state: RolloutState
  /** 0 before the first batch was begun. */
  currentBatch: number
  /** Milliseconds since the epoch; null while the current batch is under way. */
  batchPassedAtMs: number | null
  soakMs: number
  stopAfterFailures: number
  /** Failures that a person has seen and gone on from. */
  acceptedFailures: number
  /** It was asked to be put back: once it has ended, that begins. */
  isRollbackAsked: boolean
}

export type TargetFacts = {
  id: string
  /** 0 for a target that needs nothing. */
  batch: number
  position: number
  state: TargetState
  /** A command for it was written; it may not have reached the server yet. */
  isDispatched: boolean
}

export type Decision =
  | { kind: "dispatch"; targetIds: string[] }
  | { kind: "begin-batch"; batch: number }
  | { kind: "pass-batch"; batch: number }
  | { kind: "soak"; untilMs: number }
  | { kind: "hold"; failures: number }
  | { kind: "finish"; as: "finished" | "aborted" }
  /** All have ended: the rollback that waits for it ends it. */
  | { kind: "roll-back" }
  /** Somebody else has to move first: a server, or a person. */
  | { kind: "wait" }

/** So many commands are written in one transaction, to keep it short. */
export const DISPATCH_MAX = 25

/** Ended, as far as the rollout is concerned. `unreachable` and `expired` may still be corrected by a late result. */
export function isSettled(state: TargetState): boolean {
  return state !== "pending" && state !== "applying" && state !== "verifying"
}

/** Counts towards "stop after N failures". */
export function isFailure(state: TargetState): boolean {
  return isSettled(state) && state !== "applied" && state !== "skipped"
}

/** What "retry failed" takes up again. A stuck server needs a person, an unreachable one may still be at work. */
export function isRetryable(state: TargetState): boolean {
  return state === "failed" || state === "rolled_back" || state === "expired"
}

export function isUnderWay(state: RolloutState): boolean {
  return state !== "finished" && state !== "aborted"
}

/**
 * States that a target may go to, by its own state. What a server reports is always let in where the control plane had given up on
 * hearing from it: `unreachable` and `expired` are our guesses, a result is what was seen.
 */
const ENDS: TargetState[] = ["applied", "rolled_back", "failed", "stuck", "expired"]
const NEXT_STATES: Record<TargetState, readonly TargetState[]> = {
  pending: ["applying", "verifying", "skipped", ...ENDS],
  applying: ["verifying", "unreachable", ...ENDS],
  verifying: ["applying", "unreachable", ...ENDS],
  unreachable: ["applying", "verifying", ...ENDS],
  expired: ["applying", "verifying", "pending", ...ENDS],
  failed: ["pending"],
  rolled_back: ["pending"],
  applied: [],
  stuck: [],
  skipped: [],
}

export function mayBecome(from: TargetState, to: TargetState): boolean {
  return from === to || NEXT_STATES[from].includes(to)
}

/** The one next move. Called again after each, until it says to wait or to soak. */
export function decide(rollout: RolloutFacts, targets: readonly TargetFacts[], nowMs: number): Decision {
  switch (rollout.state) {
    case "running":
      return decideRunning(rollout, targets, nowMs)
    case "aborting":
      if (targets.some((target) => !isSettled(target.state))) return { kind: "wait" }
      return rollout.isRollbackAsked ? { kind: "roll-back" } : { kind: "finish", as: "aborted" }
    case "paused":
    case "held":
    case "aborted":
    case "finished":
      return { kind: "wait" }
  }
}

function decideRunning(rollout: RolloutFacts, targets: readonly TargetFacts[], nowMs: number): Decision {
  const waiting = targets.filter(isWaiting)
  const isInFlight = targets.some((target) => target.isDispatched && !isSettled(target.state))
  if (waiting.length === 0) return isInFlight ? { kind: "wait" } : { kind: "finish", as: "finished" }

  const failures = countFailures(targets)
  if (failures - rollout.acceptedFailures >= rollout.stopAfterFailures) {
    return isInFlight ? { kind: "wait" } : { kind: "hold", failures }
  }
  const due = waiting.filter((target) => target.batch <= rollout.currentBatch).sort((a, b) => a.position - b.position)
  if (due.length > 0) return { kind: "dispatch", targetIds: due.slice(0, DISPATCH_MAX).map((target) => target.id) }
  if (isInFlight) return { kind: "wait" }
  return leaveBatch(rollout, Math.min(...waiting.map((target) => target.batch)), nowMs)
}

function leaveBatch(rollout: RolloutFacts, next: number, nowMs: number): Decision {
  if (rollout.currentBatch === 0) return { kind: "begin-batch", batch: next }
  if (rollout.batchPassedAtMs === null) return { kind: "pass-batch", batch: rollout.currentBatch }
  const untilMs = rollout.batchPassedAtMs + rollout.soakMs
  return nowMs < untilMs ? { kind: "soak", untilMs } : { kind: "begin-batch", batch: next }
}

function isWaiting(target: TargetFacts): boolean {
  return target.state === "pending" && !target.isDispatched
}

export function countFailures(targets: readonly Pick<TargetFacts, "state">[]): number {
  return targets.filter((target) => isFailure(target.state)).length
}
