import { EMPTY_HISTOGRAM, LatencyHistogram, mergeHistograms } from "@signalbox/protocol/latency-histogram"
import type { RedisObserved } from "@signalbox/protocol/redis"

/** A minute as it is stored. */
export type Minute = {
  roundTrips: LatencyHistogram
  timeouts: number
  failures: number
  watchedMs: number
  connections: number | null
  sockets: number | null
  usedBytes: bigint | null
  opsPerSecond: number | null
  inputBytes: bigint | null
  outputBytes: bigint | null
  uptimeSeconds: number | null
}

const INT_MAX = 2_147_483_647
/** A window that is longer than this was measured by a clock that jumped. */
const WINDOW_MS_MAX = 3_600_000

const NOTHING: Minute = {
  ...{ roundTrips: EMPTY_HISTOGRAM, timeouts: 0, failures: 0, watchedMs: 0, connections: null, sockets: null },
  ...{ usedBytes: null, opsPerSecond: null, inputBytes: null, outputBytes: null, uptimeSeconds: null },
}

/**
 * One more look within the same minute: what was counted is added, connections are the highest, of the rest the newest counts.
 * @param sockets of the server's units to this instance; null when nobody could look
 */
export function mergeMinute(
  before: (Omit<Minute, "roundTrips"> & { roundTrips: unknown }) | null,
  { ping, facts }: Pick<RedisObserved, "ping" | "facts">,
  sockets: number | null,
): Minute {
  const known = before ?? NOTHING
  const roundTrips = LatencyHistogram.safeParse(known.roundTrips).data ?? EMPTY_HISTOGRAM
  return {
    roundTrips: ping ? mergeHistograms(roundTrips, ping.roundTrips) : roundTrips,
    timeouts: whole(known.timeouts + (ping?.timeouts ?? 0)),
    failures: whole(known.failures + (ping?.failures ?? 0)),
    watchedMs: whole(known.watchedMs + (ping ? Math.min(WINDOW_MS_MAX, Math.max(0, ping.to - ping.from)) : 0)),
    connections: highest(known.connections, facts?.clients.connected ?? null),
    sockets: highest(known.sockets, sockets),
    usedBytes: bytes(facts?.memory.usedBytes) ?? known.usedBytes,
    opsPerSecond: facts?.traffic.opsPerSecond ?? known.opsPerSecond,
    inputBytes: bytes(facts?.traffic.inputBytes) ?? known.inputBytes,
    outputBytes: bytes(facts?.traffic.outputBytes) ?? known.outputBytes,
    uptimeSeconds: typeof facts?.uptimeSeconds === "number" ? whole(facts.uptimeSeconds) : known.uptimeSeconds,
  }
}

function highest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? (b === null ? null : whole(b))
  return whole(Math.max(a, b))
}

function whole(value: number): number {
  return Math.min(INT_MAX, Math.max(0, Math.trunc(value)))
}

function bytes(value: number | null | undefined): bigint | null {
  return typeof value === "number" ? BigInt(Math.trunc(Math.min(value, Number.MAX_SAFE_INTEGER))) : null
}
