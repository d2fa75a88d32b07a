import type { RolloutTargetView } from "@signalbox/domain/rollouts/schema"
import { took } from "../../design/words.ts"

/** How far one of the three steps is: write, restart, verify. */
export type StepMark = "done" | "moving" | "failed" | "none"
export type StepMarks = [write: StepMark, restart: StepMark, verify: StepMark]

export const STEPS = ["write", "restart", "verify"] as const

type Target = Pick<RolloutTargetView, "status" | "step" | "problem">

/** The three segments of the step bar. */
export function stepMarks(target: Target): StepMarks {
  switch (target.status) {
    case "applied":
      return ["done", "done", "done"]
    case "applying":
      return /^restart/i.test(target.step) ? ["done", "moving", "none"] : ["moving", "none", "none"]
    case "verifying":
      return isGoingBack(target) ? ["done", "done", "failed"] : ["done", "done", "moving"]
    case "rolled-back":
    case "stuck":
    case "failed":
      return failedMarks(target)
    case "pending":
    case "unreachable":
    case "skipped":
    case "expired":
      return ["none", "none", "none"]
  }
}

const isGoingBack = ({ step }: Pick<Target, "step">) => /^puts the old/i.test(step)

/** What was refused was never written; what was put back had been. */
function failedMarks({ status, problem }: Target): StepMarks {
  if (problem?.code === "restart-failed") return ["done", "failed", "none"]
  if (status === "failed") return ["failed", "none", "none"]
  return ["done", "done", "failed"]
}

/** What happens on the server, or how it ended, in words. */
export function stepWords(target: RolloutTargetView): string {
  const { status, step, problem } = target
  switch (status) {
    case "applied":
      return `Verified, v${target.toNumber} runs`
    case "rolled-back":
      return `${target.fromNumber === null ? "The old state" : `v${target.fromNumber}`} is back: ${problem?.message ?? "it did not verify."}`
    case "applying":
    case "verifying":
      return step || "Under way"
    case "pending":
      return step || "Waits"
    case "skipped":
      return step || "Nothing differs"
    case "failed":
    case "stuck":
    case "expired":
    case "unreachable":
      return problem?.message ?? (step || "No word of why")
  }
}

/** "v13 → v14", "v14 → v13" where it went back, "v14 → v15 (v13)" where an old text returns. */
export function versionWords({
  status,
  fromNumber,
  toNumber,
  restoresNumber,
}: Pick<RolloutTargetView, "status" | "fromNumber" | "toNumber" | "restoresNumber">): string {
  const from = fromNumber === null ? "none" : `v${fromNumber}`
  if (status === "rolled-back") return `v${toNumber} → ${from}`
  return `${from} → v${toNumber}${restoresNumber === null ? "" : ` (v${restoresNumber})`}`
}

/** "6 of 9", "9 of 9 pass". `planned` stands in until the server has said how many it runs. */
export function checkWords(
  { status, checksPassed, checksTotal }: Pick<RolloutTargetView, "status" | "checksPassed" | "checksTotal">,
  planned: number,
): string {
  if (status === "skipped") return ""
  const total = checksTotal || planned
  if (total === 0) return "none"
  return `${checksPassed} of ${total}${checksPassed > 0 ? " pass" : ""}`
}

/** How long the server was at work, or has been until now; "" before it began. */
export function tookWords({ startedAt, finishedAt }: Pick<RolloutTargetView, "startedAt" | "finishedAt">, now: number) {
  if (startedAt === null) return ""
  const end = finishedAt === null ? Math.max(now, Date.parse(startedAt)) : Date.parse(finishedAt)
  const ms = end - Date.parse(startedAt)
  return finishedAt === null && ms < 60_000 ? `${Math.floor(ms / 1_000)} s` : took(ms)
}
