import assert from "node:assert/strict"
import { test } from "node:test"
import { bytes, clockUtc, count, exactUtc, initials, span, spanAhead, took } from "./words.ts"

test("a span is said in one unit, and never runs backwards", () => {
  const said = [
    -5_000,
    0,
    59_999,
    60_000,
    14 * 60_000,
    3 * 3_600_000,
    50 * 3_600_000,
    250 * 86_400_000,
    800 * 86_400_000,
  ]
  assert.deepEqual(said.map(span), ["0 s", "0 s", "59 s", "1 min", "14 min", "3 h", "2 d", "8 mo", "2 y"])
})

test("what is still ahead is not said to be nearer than it is", () => {
  const day = 86_400_000
  assert.deepEqual([7 * day - 5_000, 90 * day, 15 * 60_000 - 900].map(spanAhead), ["7 d", "3 mo", "15 min"])
})

test("a duration keeps what one needs to compare two of them", () => {
  assert.deepEqual([84, 5_100, 48_000, 108_000, 3_720_000].map(took), [
    "84 ms",
    "5.1 s",
    "48 s",
    "1 min 48 s",
    "1 h 2 min",
  ])
})

test("sizes are in binary units with at most three figures", () => {
  assert.deepEqual([0, 999, 51 * 2 ** 20, 4.1 * 2 ** 30, 212 * 2 ** 20].map(bytes), [
    ["0", "B"],
    ["999", "B"],
    ["51.0", "MiB"],
    ["4.1", "GiB"],
    ["212", "MiB"],
  ])
})

test("times are told in UTC whatever the clock of the machine says", () => {
  const at = Date.UTC(2026, 10, 23, 4, 2, 8)
  assert.equal(clockUtc(at), "04:02:08")
  assert.equal(exactUtc(at), "2026-11-23 04:02:08 UTC")
})

test("counts agree with their word", () => {
  assert.deepEqual(
    [count(1, "server"), count(1204, "server"), count(2, "entry", "entries")],
    ["1 server", "1,204 servers", "2 entries"],
  )
})

test("initials are the first and the last", () => {
  assert.deepEqual([initials("Ana Kovač"), initials("root"), initials("A B C")], ["AK", "R", "AC"])
})
