import assert from "node:assert/strict"
import { test } from "node:test"
import { below, belowOrNoise, stated } from "./bench.ts"
import { inTurn, isMoreOften, median, noisePercent, percentMore } from "./measure.ts"

test("a median is the middle value, or the mean of the two in the middle, whatever their order", () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([10, 2, 4, 8]), 6)
  assert.equal(median([3]), 3)
  assert.throws(() => median([]), /median of nothing/)
})

test("sides are measured in turn, every second round the other way round", async () => {
  const order: string[] = []
  const measured = await inTurn(["with", "without"], 3, async (side, round) => {
    order.push(`${side} ${round}`)
    return round
  })
  assert.deepEqual(order, ["with 0", "without 0", "without 1", "with 1", "with 2", "without 2"])
  assert.deepEqual(measured, { with: [0, 1, 2], without: [0, 1, 2] })
})

test("a side is compared with the other of the same round, so that drift between rounds is not taken for a difference", () => {
  assert.equal(percentMore([110, 220, 55], [100, 200, 50]).toFixed(6), "10.000000")
  assert.equal(percentMore([90, 90, 400], [100, 100, 100]).toFixed(6), "-10.000000")
  assert.throws(() => percentMore([1], [1, 2]), /same number/)
})

test("the noise is what one side differs from itself by", () => {
  assert.equal(noisePercent([100, 100, 100]), 0)
  assert.equal(noisePercent([100, 102, 102 * 0.98]).toFixed(6), "2.000000")
  assert.equal(noisePercent([7]), 0)
})

test("a row passes below its bound and not at it; one without a bound is stated", () => {
  const row = { id: "X1", claim: "costs little", unit: "%" }
  assert.deepEqual(below(1, { ...row, figure: 0.99 }), { ...row, figure: 0.99, target: "< 1", pass: true })
  assert.equal(below(1, { ...row, figure: 1 }).pass, false)
  assert.equal(below(1, { ...row, figure: Number.NaN }).pass, false)
  assert.equal(stated({ ...row, figure: 99 }).pass, true)
})

test("a row that the noise hides passes up to the noise, and its target says so", () => {
  const row = { id: "X1", claim: "costs little", unit: "%" }
  assert.deepEqual(belowOrNoise(1, 0.4, { ...row, figure: 1.2 }), { ...row, figure: 1.2, target: "< 1", pass: false })
  const hidden = belowOrNoise(1, 4.44, { ...row, figure: 1.2 })
  assert.deepEqual([hidden.pass, hidden.target], [true, "< 1; here the noise, 4.4, hides that"])
  assert.equal(belowOrNoise(1, 4.44, { ...row, figure: 5 }).pass, false)
})

test("more often is what chance does not explain, for as many tries each", () => {
  assert.equal(isMoreOften({ hits: 30, of: 1_000 }, { hits: 25, of: 1_000 }), false)
  assert.equal(isMoreOften({ hits: 100, of: 1_000 }, { hits: 25, of: 1_000 }), true)
  assert.equal(isMoreOften({ hits: 100, of: 4_000 }, { hits: 25, of: 1_000 }), false)
  assert.equal(isMoreOften({ hits: 0, of: 10 }, { hits: 0, of: 10 }), false)
})
