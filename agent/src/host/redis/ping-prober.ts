import { histogramOf, type LatencyHistogram, mergeHistograms } from "@signalbox/protocol/latency-histogram"
import type { PingWindow } from "@signalbox/protocol/redis"
import { openRedis, type RedisConnection, type RedisTarget } from "./connection.ts"
import { RedisFailure } from "./reply.ts"

export type PingOptions = {
  target: RedisTarget
  /** From one PING to the next; a slow answer is waited for. */
  everyMs?: number
  timeoutMs?: number
  now?: () => number
}

export type PingProber = {
  /** What was measured since it was last taken, and nothing of before. */
  take(): PingWindow
  close(): void
}

/**
 * PINGs one instance over one kept connection. A PING and its answer are 14 and 7 bytes, a few microseconds of the
 * instance's time: one a second is some millionths of it. After a time-out the connection is made anew, at the same pace.
 */
export function probePing({ target, everyMs = 1_000, timeoutMs = 2_000, now = Date.now }: PingOptions): PingProber {
  let window = emptyWindow(now())
  let redis: RedisConnection | undefined
  let [isClosed, isBusy] = [false, false]
  const ping = async () => {
    if (isBusy) return
    isBusy = true
    try {
      redis ??= await openRedis(target, timeoutMs)
      if (isClosed) return redis.close()
      const begun = performance.now()
      await redis.ask("PING")
      window.roundTrips = mergeHistograms(window.roundTrips, histogramOf([(performance.now() - begun) * 1_000]))
    } catch (error) {
      redis?.close()
      redis = undefined
      if (isClosed) return
      if (error instanceof RedisFailure && error.kind === "timed-out") window.timeouts += 1
      else window.failures += 1
    } finally {
      isBusy = false
    }
  }
  void ping()
  const timer = setInterval(() => void ping(), everyMs)
  return {
    take: () => {
      const taken = { ...window, to: now() }
      window = emptyWindow(now())
      return taken
    },
    close: () => {
      isClosed = true
      clearInterval(timer)
      redis?.close()
    },
  }
}

/** Two windows as one: a window that could not be told goes into the next. */
export function mergeWindows(a: PingWindow, b: PingWindow): PingWindow {
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    roundTrips: mergeHistograms(a.roundTrips, b.roundTrips),
    timeouts: a.timeouts + b.timeouts,
    failures: a.failures + b.failures,
  }
}

type OpenWindow = { from: number; roundTrips: LatencyHistogram; timeouts: number; failures: number }

function emptyWindow(from: number): OpenWindow {
  return { from, roundTrips: histogramOf([]), timeouts: 0, failures: 0 }
}
