// Who may do what with a rollout, and when. The answer travels with each view, so that the console hides what would be refused.
import type { Actor } from "../access/schema.ts"
import { isRetryable, isSettled, isUnderWay, type RolloutState, type TargetState } from "./rollout-state.ts"
import type { RolloutView } from "./schema.ts"
import type { Succession } from "./succession.ts"

export type RolloutStanding = {
  state: RolloutState
  targets: readonly { serverId: string; state: TargetState; isDispatched: boolean }[]
  succession: Succession
  isRolledBack: boolean
  /** A rollback was asked for, and waits for servers at work. */
  isRollbackAsked: boolean
}

export function rolloutPolicy(actor: Pick<Actor, "role">, rollout: RolloutStanding): RolloutView["may"] {
  const operates = actor.role !== "viewer"
  const can = rolloutAbilities(rollout)
  return {
    pause: operates && can.pause,
    resume: operates && can.resume,
    abort: operates && can.abort,
    retryFailed: operates && can.retryFailed,
    rollback: operates && can.rollback,
  }
}

/** What the state permits, whoever asks. */
export function rolloutAbilities(rollout: RolloutStanding): RolloutView["may"] {
  const { state, targets, succession, isRolledBack, isRollbackAsked } = rollout
  return {
    pause: state === "running",
    resume: state === "paused" || state === "held",
    abort: state === "running" || state === "paused" || state === "held",
    retryFailed:
      state !== "aborting" && !succession.hasSuccessor && targets.some((target) => isRetryable(target.state)),
    // Under way it can be asked for at any time: it ends then, and what it changed is put back.
    rollback: !isRolledBack && !isRollbackAsked && (isUnderWay(state) || mayBeginRollback(rollout)),
  }
}

/** What is still moving cannot be moved back: it ends first, which takes at most its deadline. */
export function mayBeginRollback({ state, targets, succession, isRolledBack }: RolloutStanding): boolean {
  const isInFlight = targets.some((target) => target.isDispatched && !isSettled(target.state))
  return (
    !succession.isSuccessorUnderWay &&
    !isRolledBack &&
    !isInFlight &&
    (!isUnderWay(state) || state === "held" || state === "paused") &&
    targets.some((target) => target.state === "applied" && succession.currentServerIds.has(target.serverId))
  )
}
