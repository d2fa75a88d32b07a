import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { EMPTY_HISTOGRAM, histogramOf, LatencyHistogram, mergeHistograms, quantileMicros } from "./latency-histogram.ts"

const micros = fc.oneof(fc.nat(100), fc.nat(1_000_000), fc.nat(2 ** 31 - 1))
const values = fc.array(micros, { maxLength: 200 })

test("a merge of histograms is the histogram of all values, in whatever order", () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      const all = histogramOf([...a, ...b, ...c])
      const [x, y, z] = [histogramOf(a), histogramOf(b), histogramOf(c)]
      assert.deepEqual(mergeHistograms(mergeHistograms(x, y), z), all)
      assert.deepEqual(mergeHistograms(z, mergeHistograms(y, x)), all)
      assert.deepEqual(mergeHistograms(EMPTY_HISTOGRAM, x), x)
      assert.ok(LatencyHistogram.safeParse(all).success)
    }),
  )
})

test("a quantile is at most 1/64 off the true one, the least and the greatest are exact", () => {
  fc.assert(
    fc.property(
      fc.array(micros, { minLength: 1, maxLength: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, fraction) => {
        const histogram = histogramOf(all)
        const ordered = all.toSorted((a, b) => a - b)
        const truth = ordered[Math.max(1, Math.ceil(fraction * all.length)) - 1] ?? 0
        const told = quantileMicros(histogram, fraction) ?? -1
        assert.ok(Math.abs(told - truth) <= truth / 64, `${told} for ${truth}`)
        assert.equal(histogram.minMicros, ordered[0])
        assert.equal(histogram.maxMicros, ordered.at(-1))
      },
    ),
  )
})

test("nothing measured is told as nothing, and what is out of range is bounded", () => {
  assert.equal(quantileMicros(EMPTY_HISTOGRAM, 0.5), null)
  assert.ok(LatencyHistogram.safeParse(histogramOf([-5, 2 ** 50, 0.9, 2 ** 36 - 1])).success)
  assert.equal(histogramOf([0.9]).maxMicros, 0)
})
