import type { ProblemCode } from "@signalbox/protocol/problem"

/**
 * waiting → connecting → greeting → proving → online, and back to waiting whenever something ends it.
 * `attempt` counts failures since the link was last online.
 */
export type LinkState =
  | { at: "waiting"; attempt: number; waitMs: number; why: ProblemCode | "start" | "lost" }
  | { at: "connecting"; attempt: number }
  | { at: "greeting"; attempt: number }
  | { at: "proving"; attempt: number }
  | { at: "online" }
  | { at: "stopped" }

export type LinkEvent =
  | { kind: "due" }
  | { kind: "opened" }
  /** The other side proved that it is the control plane. */
  | { kind: "recognised" }
  | { kind: "welcomed" }
  /** The link ended; `refusal` when the other side, or we, said why. */
  | { kind: "ended"; refusal?: ProblemCode }
  | { kind: "stop" }

const WAIT_FIRST_MS = 1_000
const WAIT_MAX_MS = 60_000
/** Where only a person can help, asking often helps nobody. */
const WAIT_REFUSED_MS = 300_000

const NEEDS_A_PERSON: ReadonlySet<ProblemCode> = new Set([
  "agent-revoked",
  "agent-locked",
  "agent-unknown",
  "unsupported-version",
  "control-plane-unknown",
])

export function firstState(firstWaitMs: number, random: () => number): LinkState {
  return { at: "waiting", attempt: 0, waitMs: Math.round(random() * firstWaitMs), why: "start" }
}

/** @throws Error for an event that cannot happen in this state: the loop would be wrong */
export function nextState(state: LinkState, event: LinkEvent, random: () => number): LinkState {
  if (event.kind === "stop") return { at: "stopped" }
  if (event.kind === "ended") {
    const attempt = "attempt" in state ? state.attempt + 1 : 1
    return { at: "waiting", attempt, waitMs: waitMs(attempt, event.refusal, random), why: event.refusal ?? "lost" }
  }
  switch (state.at) {
    case "waiting":
      return step(event, "due", { at: "connecting", attempt: state.attempt })
    case "connecting":
      return step(event, "opened", { at: "greeting", attempt: state.attempt })
    case "greeting":
      return step(event, "recognised", { at: "proving", attempt: state.attempt })
    case "proving":
      return step(event, "welcomed", { at: "online" })
    case "online":
    case "stopped":
      return step(event, undefined, state)
  }
}

/** Full jitter: any time up to the bound, so that a fleet that was cut off together comes back spread out. */
function waitMs(attempt: number, refusal: ProblemCode | undefined, random: () => number): number {
  if (refusal && NEEDS_A_PERSON.has(refusal)) return Math.round(WAIT_REFUSED_MS * (0.5 + random() / 2))
  return Math.round(random() * Math.min(WAIT_MAX_MS, WAIT_FIRST_MS * 2 ** Math.min(attempt, 10)))
}

function step(event: LinkEvent, wanted: LinkEvent["kind"] | undefined, next: LinkState): LinkState {
  if (event.kind !== wanted) throw new Error(`The link cannot take "${event.kind}" on the way to "${next.at}".`)
  return next
}
