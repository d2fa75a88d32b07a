import type { RolloutTargetView, RolloutView } from "@signalbox/domain/rollouts/schema"
import { type Batch, isSettled } from "./rollout-batches.ts"

/**
 * About how many milliseconds a running rollout still needs, from how long its servers took so far; null before the first has
 * ended. Servers of one batch work side by side, so each batch ahead counts once.
 */
export function timeLeft(
  { status, strategy }: Pick<RolloutView, "status" | "strategy">,
  batches: readonly Batch[],
  now: number,
): number | null {
  if (status !== "running") return null
  const typical = median(batches.flatMap((batch) => batch.targets.flatMap(workOf)))
  if (typical === null) return null
  const last = batches.at(-1)?.number
  return batches
    .filter((batch) => batch.gate.state !== "passed")
    .map((batch) => {
      const soak = batch.number === last ? 0 : strategy.soakMs
      if (batch.gate.state === "soaking") return Math.max(0, (batch.gate.at ?? now) - now)
      const rest = batch.targets
        .filter((target) => !isSettled(target.status))
        .map((target) => restOf(target, typical, now))
      return Math.max(0, ...rest) + soak
    })
    .reduce((sum, ms) => sum + ms, 0)
}

function workOf({ status, startedAt, finishedAt }: RolloutTargetView): number[] {
  return status === "applied" && startedAt && finishedAt ? [Date.parse(finishedAt) - Date.parse(startedAt)] : []
}

function restOf({ startedAt }: RolloutTargetView, typical: number, now: number): number {
  return startedAt === null ? typical : Math.max(1_000, typical - (now - Date.parse(startedAt)))
}

function median(values: number[]): number | null {
  const sorted = values.sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
