/** How many messages one agent may send: a burst, and then so many a second. A well-behaved one stays far below. */
const BURST = 200
const PER_SECOND = 50

/** True while the sender keeps within its budget. Time is monotonic, in milliseconds. */
export function createEventBudget(nowMs: () => number): () => boolean {
  let left = BURST
  let at = nowMs()
  return () => {
    const now = nowMs()
    left = Math.min(BURST, left + ((now - at) / 1_000) * PER_SECOND)
    at = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
