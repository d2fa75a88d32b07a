// What a conversion does next, as a pure function of what is stored. No I/O and no clock of its own.
import type { ConversionPhase, ConversionStatus } from "./schema.ts"

export type StepFacts = {
  position: number
  isBack: boolean
  state: "waiting" | "running" | "done" | "failed"
  /** How its rollout stands; null before there is one. */
  rollout: "under-way" | "applied" | "failed" | null
}

export type ConversionFacts = {
  phase: ConversionPhase
  status: ConversionStatus
  /** Milliseconds since the epoch; null when nothing is measured now. */
  measuringSince: number | null
  measureMs: number
  /** What a take-back is to do was written down. */
  isBackPrepared: boolean
  steps: readonly StepFacts[]
}

export type Decision =
  | { kind: "wait" }
  | { kind: "measure" }
  | { kind: "end-measuring" }
  | { kind: "prepare-back" }
  | { kind: "begin-step"; position: number }
  | { kind: "end-step"; position: number }
  | { kind: "hold"; position: number }
  | { kind: "next-phase" }

const MINUTE_MS = 60_000

export function decide(facts: ConversionFacts, nowMs: number): Decision {
  // A step under way is followed to its end whatever was asked meanwhile: the server does not stop either.
  const running = facts.steps.find((step) => step.state === "running")
  if (running) return follow(running)
  if (facts.status !== "running") return { kind: "wait" }
  switch (facts.phase) {
    case "before":
    case "after":
      if (facts.measuringSince === null) return { kind: "measure" }
      return nowMs >= measuredUntil(facts.measuringSince, facts.measureMs)
        ? { kind: "end-measuring" }
        : { kind: "wait" }
    case "forth":
      return nextStep(facts)
    case "back":
      return facts.isBackPrepared ? nextStep(facts) : { kind: "prepare-back" }
    case "done":
      return { kind: "wait" }
  }
}

/** Only whole minutes count: from the first that begins after `since`, and one more for the last reports to come in. */
export function measuredUntil(since: number, measureMs: number): number {
  return wholeMinute(since) + measureMs + MINUTE_MS / 2
}

/** The first whole minute that begins then or later. */
export function wholeMinute(ms: number): number {
  return Math.ceil(ms / MINUTE_MS) * MINUTE_MS
}

function follow({ rollout, position }: StepFacts): Decision {
  if (rollout === "under-way") return { kind: "wait" }
  return rollout === "failed" ? { kind: "hold", position } : { kind: "end-step", position }
}

function nextStep({ steps, phase }: ConversionFacts): Decision {
  const isBack = phase === "back"
  const next = steps.find((step) => step.isBack === isBack && step.state !== "done")
  return next ? { kind: "begin-step", position: next.position } : { kind: "next-phase" }
}

/** What a person may do with it. */
export function conversionAbilities({ phase, status, steps }: Pick<ConversionFacts, "phase" | "status" | "steps">) {
  const isOpen = status === "running" || status === "paused" || status === "held"
  const isChanged = steps.some((step) => !step.isBack && step.state !== "waiting")
  return {
    pause: status === "running" && phase !== "done",
    resume: status === "paused" || status === "held",
    stop: isOpen && phase !== "back",
    takeBack: isChanged && phase !== "back" && status !== "taken-back",
  }
}
