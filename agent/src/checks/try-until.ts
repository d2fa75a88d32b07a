import { pause } from "../changes/settle-units.ts"
import type { Clock } from "../host/clock.ts"
import type { Seen } from "./check.ts"

const FIRST_PAUSE_MS = 100
const PAUSE_MS_MAX = 1_000

/** Tries until it passes or the time is over: programs take a while to listen. The last answer counts. */
export async function tryUntil(
  options: { clock: Pick<Clock, "monotonic">; withinMs: number; signal: AbortSignal },
  attempt: () => Promise<Seen>,
): Promise<Seen> {
  const { clock, withinMs, signal } = options
  const end = clock.monotonic() + withinMs
  let pauseMs = FIRST_PAUSE_MS
  for (;;) {
    const seen = await attempt()
    if (seen.verdict === "pass" || clock.monotonic() + pauseMs > end) return seen
    await pause(pauseMs, signal)
    if (signal.aborted) return { verdict: "unknown", seen: `not finished; until then ${seen.seen}` }
    pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 1.5)
  }
}
