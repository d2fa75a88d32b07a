import assert from "node:assert/strict"
import { test } from "node:test"
import { latencyLines } from "./latency-lines.ts"
import { latencyScale } from "./latency-scale.ts"

test("the scale ends at a round figure after the slowest p99, also where nothing was measured", () => {
  const scale = (p99Micros: number | null) => latencyScale([{ p50Micros: 10, p99Micros }])
  assert.equal(scale(138_000), 150_000)
  assert.equal(scale(84_000), 100_000)
  assert.equal(scale(410), 500)
  assert.ok(latencyScale([{ p50Micros: null, p99Micros: null }]) > 0)
  for (const micros of [1, 96, 999, 1_000, 9_700, 123_456]) assert.ok(scale(micros) >= micros)
})

const at = (second: number) => new Date(second * 1_000).toISOString()
const row = (serverName: string, points: [number, number | null][]) => ({
  serverName,
  serverHue: 9,
  points: points.map(([second, p50Micros]) => ({ at: at(second), p50Micros, p99Micros: null, timeouts: 0 })),
})

test("lines of several servers share one line of time; only what could not be measured is a gap", () => {
  const { times, lines } = latencyLines([
    row("a", [
      [60, 5],
      [120, null],
    ]),
    row("b", [[120, 7]]),
  ])
  assert.deepEqual(times, [60, 120])
  assert.deepEqual(
    lines.map(({ values }) => values),
    [
      [5, null],
      [undefined, 7],
    ],
  )
  assert.equal(lines[0]?.colour, "--server-1")
})

test("more servers than hues are counted, not drawn", () => {
  const { lines, left } = latencyLines(Array.from({ length: 11 }, (_, index) => row(`s${index}`, [[60, 1]])))
  assert.deepEqual([lines.length, left], [8, 3])
})
