import { z } from "zod"

// Round-trip times as counts in log-linear buckets: histograms of several seconds or servers merge by addition, in any
// order, and a quantile read from the sum is as exact as one read from a single histogram.

/** Buckets in each doubling: a quantile is at most 1/64 off. */
const STEPS = 32
const STEP_BITS = 5
/** 2^36 µs, more than a day: what is longer counts as this. */
const MICROS_MAX = 2 ** 36 - 1
/** Values below STEPS have a bucket each, then STEPS for every doubling up to MICROS_MAX. */
const BUCKETS_MAX = STEPS * (36 - STEP_BITS + 1)

/** What was measured, in microseconds. `buckets` holds [bucket, count] pairs, buckets ascending, none empty. */
export const LatencyHistogram = z.strictObject({
  count: z.number().int().min(0),
  minMicros: z.number().int().min(0).max(MICROS_MAX),
  maxMicros: z.number().int().min(0).max(MICROS_MAX),
  buckets: z
    .array(
      z.tuple([
        z
          .number()
          .int()
          .min(0)
          .max(BUCKETS_MAX - 1),
        z.number().int().min(1),
      ]),
    )
    .max(BUCKETS_MAX),
})
export type LatencyHistogram = z.infer<typeof LatencyHistogram>

export const EMPTY_HISTOGRAM: LatencyHistogram = { count: 0, minMicros: 0, maxMicros: 0, buckets: [] }

/** A histogram of these values; fractions of a microsecond are cut off, negative values count as 0. */
export function histogramOf(values: Iterable<number>): LatencyHistogram {
  const counts = new Map<number, number>()
  let [count, minMicros, maxMicros] = [0, MICROS_MAX, 0]
  for (const value of values) {
    const micros = Math.min(MICROS_MAX, Math.max(0, Math.trunc(value)))
    const bucket = bucketOf(micros)
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
    count += 1
    minMicros = Math.min(minMicros, micros)
    maxMicros = Math.max(maxMicros, micros)
  }
  return count === 0 ? EMPTY_HISTOGRAM : { count, minMicros, maxMicros, buckets: sorted(counts) }
}

/** Both together. Associative and commutative; the empty histogram changes nothing. */
export function mergeHistograms(a: LatencyHistogram, b: LatencyHistogram): LatencyHistogram {
  if (a.count === 0) return b
  if (b.count === 0) return a
  const counts = new Map(a.buckets)
  for (const [bucket, count] of b.buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + count)
  return {
    count: a.count + b.count,
    minMicros: Math.min(a.minMicros, b.minMicros),
    maxMicros: Math.max(a.maxMicros, b.maxMicros),
    buckets: sorted(counts),
  }
}

/** The value that a share `fraction` (0 to 1) of all values does not exceed, at most 1/64 off; null when there are none. */
export function quantileMicros(histogram: LatencyHistogram, fraction: number): number | null {
  if (histogram.count === 0) return null
  const rank = Math.max(1, Math.ceil(fraction * histogram.count))
  let seen = 0
  for (const [bucket, count] of histogram.buckets) {
    seen += count
    if (seen >= rank) return Math.min(histogram.maxMicros, Math.max(histogram.minMicros, middleOf(bucket)))
  }
  return histogram.maxMicros
}

function bucketOf(micros: number): number {
  if (micros < STEPS) return micros
  const doubling = Math.floor(Math.log2(micros)) - STEP_BITS
  return STEPS * (doubling + 1) + Math.floor(micros / 2 ** doubling) - STEPS
}

function middleOf(bucket: number): number {
  if (bucket < STEPS) return bucket
  const doubling = Math.floor(bucket / STEPS) - 1
  const width = 2 ** doubling
  return (STEPS + (bucket % STEPS)) * width + Math.floor((width - 1) / 2)
}

function sorted(counts: Map<number, number>): [number, number][] {
  return [...counts].sort(([a], [b]) => a - b)
}
