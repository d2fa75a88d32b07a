// The dear part of watching: every few minutes the keys are walked within the budget of scan-keyspace.ts, and what
// changes seldom is read again. Over a connection of its own, so that looks and PINGs go on meanwhile.
import { openRedis, type RedisTarget } from "../host/redis/connection.ts"
import { lookIntoRedis, type RedisLook } from "../host/redis/look-into-redis.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import { SCAN_BUDGET } from "../host/redis/scan-keyspace.ts"
import { log } from "../log.ts"
import { REDIS_TIMEOUT_MS } from "./kept-connection.ts"

/** For all databases together: what is not reached then is a sample, or not there. */
const WALK_MS_MAX = 60_000
const RETRY_MS = 60_000

export type WalkOptions = {
  now: () => number
  /** From one walk of the keys to the next, milliseconds. */
  walkEveryMs: number
  /** Runs one walk at a time on this server. */
  takeTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** A walk ended: there is more to tell. */
  onWalked: () => void
}

/** What a walk found, and when. */
export type Walk = Pick<RedisLook, "settings" | "slowLog" | "latencyEvents" | "keyspaces" | "queues"> & { at: number }

export type Walks = {
  last(): Walk | undefined
  /** Begins one when the last is long enough ago; does not wait for it. */
  walkIfDue(target: RedisTarget): void
  close(): void
}

export function createWalks({ now, walkEveryMs, takeTurn, onWalked }: WalkOptions): Walks {
  const closing = new AbortController()
  let last: Walk | undefined
  let dueAt = performance.now()
  let isWalking = false

  async function walk(target: RedisTarget): Promise<void> {
    if (closing.signal.aborted) return
    const redis = await openRedis(target, REDIS_TIMEOUT_MS)
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(WALK_MS_MAX)])
    closing.signal.addEventListener("abort", redis.close, { once: true })
    try {
      const look = await lookIntoRedis(redis, { now, budget: { ...SCAN_BUDGET, signal } })
      const { settings, slowLog, latencyEvents, keyspaces, queues } = look
      last = { settings, slowLog, latencyEvents, keyspaces, queues, at: now() }
    } finally {
      closing.signal.removeEventListener("abort", redis.close)
      redis.close()
    }
  }

  return {
    last: () => last,
    walkIfDue(target) {
      if (isWalking || performance.now() < dueAt) return
      isWalking = true
      takeTurn(() => walk(target))
        .then(
          () => {
            dueAt = performance.now() + walkEveryMs
            if (!closing.signal.aborted) onWalked()
          },
          (error: unknown) => {
            dueAt = performance.now() + Math.min(walkEveryMs, RETRY_MS)
            if (!(error instanceof RedisFailure)) log("error", "A walk of the keys of a Redis failed unexpectedly.")
          },
        )
        .finally(() => {
          isWalking = false
        })
    },
    close: () => closing.abort(),
  }
}
