// Questions that take the instance's time are put in small pieces, each measured by the instance's own clock, so that no
// piece keeps other clients waiting, and all of them together take a small share of it.
import { setTimeout as wait } from "node:timers/promises"
import type { Command, RedisConnection } from "./connection.ts"
import { countOf, itemsOf, type Reply } from "./reply.ts"

/** Aimed at for one piece; an eighth of what a client may be kept waiting. */
const PIECE_MICROS = 250
/** Of the instance's time, for the questions themselves; the rest of the agent's watching is small against it. */
const SHARE = 0.005
const PAUSE_MS_MIN = 2
const PAUSE_MS_MAX = 1_000

export type Paced = {
  /**
   * Puts the commands as one piece and waits as long as they were dear.
   * @throws RedisFailure when the connection ends
   */
  ask(commands: readonly Command[]): Promise<Reply[]>
  /** How many items the next piece may hold, from what the last ones cost. */
  size(): number
  /** What all pieces cost the instance so far, and the dearest of them, in microseconds. */
  spent(): { micros: number; dearestMicros: number }
}

/** Grows from `from` items a piece to at most `max`. */
export function openPace(redis: RedisConnection, sizes: { from: number; max: number }): Paced {
  let size = sizes.from
  let [micros, dearestMicros] = [0, 0]
  return {
    ask: async (commands) => {
      // Commands that arrive together are run one after the other, with no other client's between them but by threads.
      const replies = await redis.askAll([["TIME"], ...commands, ["TIME"]])
      const took = Math.max(1, microsOf(replies.at(-1)) - microsOf(replies[0]))
      micros += took
      dearestMicros = Math.max(dearestMicros, took)
      size = Math.min(sizes.max, Math.max(1, Math.trunc(size * Math.min(2, Math.max(0.1, PIECE_MICROS / took)))))
      await wait(Math.min(PAUSE_MS_MAX, Math.max(PAUSE_MS_MIN, took / 1_000 / SHARE)))
      return replies.slice(1, -1)
    },
    size: () => size,
    spent: () => ({ micros, dearestMicros }),
  }
}

/** A server that may not be asked for the time gives 0 for both: the pieces then stay as they are. */
function microsOf(reply: Reply | undefined): number {
  const [seconds, rest] = itemsOf(reply)
  return countOf(seconds) * 1_000_000 + countOf(rest)
}
