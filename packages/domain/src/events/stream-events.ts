import type { Clock } from "../context.ts"
import type { LiveEvents } from "./live-events.ts"
import type { LiveEvent } from "./schema.ts"

/** So often a page hears something, in milliseconds: it can tell a quiet system from a dead link. */
const HEARTBEAT_MS = 15_000

/** Events for one open page, with heartbeats between them, until the signal aborts. The first is `resync`. */
export async function* streamEvents(
  ctx: { subscribe: LiveEvents["subscribe"]; clock: Clock },
  signal: AbortSignal,
  heartbeatMs = HEARTBEAT_MS,
): AsyncGenerator<LiveEvent> {
  const events = ctx.subscribe(signal)[Symbol.asyncIterator]()
  let next = events.next()
  try {
    for (;;) {
      const first = await within(next, heartbeatMs)
      if (first === "late") {
        yield { kind: "heartbeat", at: ctx.clock.now().toISOString() }
        continue
      }
      if (first.done) return
      next = events.next()
      yield first.value
    }
  } finally {
    // Not awaited: an iterator that waits for an event hears of its end only when the signal aborts.
    void events.return?.()
  }
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
