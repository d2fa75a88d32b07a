import assert from "node:assert/strict"
import { test } from "node:test"
import { addressOf, lampOfRedis, linesOf, micros, percent, rate, titleOf } from "./redis-words.ts"

test("a round trip is told in the unit that fits, and nothing measured is not a figure", () => {
  assert.deepEqual(
    [0, 184, 420, 5_000, 61_400, 1_400_000].map((value) => micros(value)),
    ["0 ms", "0.18 ms", "0.42 ms", "5 ms", "61 ms", "1.4 s"],
  )
  assert.equal(micros(null), null)
})

test("a rate keeps the digits that mean something, a share one", () => {
  assert.deepEqual([0, 0.83, 1, 46.2, 1_204.6].map(rate), ["0", "0.83", "1", "46", "1,205"])
  assert.deepEqual([0.971, 0.9999, 1, 0].map(percent), ["97.1", "100.0", "100", "0.0"])
})

test("an IPv6 address is written with brackets, a unix socket as its path alone", () => {
  assert.equal(addressOf({ host: "2001:db8::5", port: 6379 }), "[2001:db8::5]:6379")
  assert.equal(addressOf({ host: "127.0.0.1", port: 6380 }), "127.0.0.1:6380")
  assert.equal(addressOf({ host: "/run/redis/redis.sock", port: 0 }), "/run/redis/redis.sock")
})

test("an instance that nobody named is told by its kind, any other by its name", () => {
  const title = (name: string) => titleOf({ name, kind: "shared" })
  assert.deepEqual(["198.51.100.90:6379", "[2001:db8::5]:6379", "/run/redis.sock", "queues 2"].map(title), [
    "shared Redis",
    "shared Redis",
    "shared Redis",
    "queues 2",
  ])
})

const none = { danger: 0, warning: 0, note: 0 }

test("an instance that nobody sees any more is grey, whatever was found there before", () => {
  assert.equal(lampOfRedis({ state: "unknown", wrongSockets: 3, findings: { ...none, danger: 1 } }), "unknown")
  assert.equal(lampOfRedis({ state: "up", wrongSockets: 0, findings: none }), "clear")
  assert.equal(lampOfRedis({ state: "up", wrongSockets: 0, findings: { ...none, warning: 1 } }), "caution")
  assert.equal(lampOfRedis({ state: "up", wrongSockets: 1, findings: none }), "danger")
  assert.equal(lampOfRedis({ state: "refused", wrongSockets: 0, findings: none }), "danger")
})

const depths = {
  waiting: 4,
  active: 1,
  delayed: 0,
  failed: 0,
  completed: 0,
  paused: 0,
  prioritized: 2,
  waitingChildren: 0,
}
const bull = {
  kind: "bullmq",
  db: 2,
  prefix: "bull",
  name: "mail",
  libraryVersion: null,
  isPaused: false,
  depths,
  oldestWaitingMs: 90_000,
  workers: 1,
  added: 40,
  throughput: { windowMs: 60_000, addedPerSecond: 1, finishedPerSecond: 1 },
} as const

test("a Bull queue is stuck when work is old and nobody works, and not for being long alone", () => {
  const isStuck = (changes: Partial<Parameters<typeof linesOf>[0] & { kind: "bullmq" }>) =>
    linesOf({ ...bull, ...changes })[0]?.isStuck
  assert.equal(isStuck({}), false)
  assert.equal(isStuck({ workers: 0 }), true)
  assert.equal(isStuck({ workers: 0, oldestWaitingMs: 2_000 }), false)
  assert.equal(isStuck({ workers: null, throughput: { windowMs: 1, addedPerSecond: 0, finishedPerSecond: 0 } }), true)
  assert.equal(isStuck({ workers: 0, depths: { ...depths, waiting: 0, prioritized: 0 } }), false)
})

test("a paused or prioritized job waits as well as any other", () => {
  assert.equal(linesOf({ ...bull, depths: { ...depths, paused: 10 } })[0]?.waiting, 16)
})

test("what a Celery prefix holds as a whole is told once, not with each of its queues", () => {
  const [first, second] = linesOf({
    kind: "celery",
    db: 0,
    keyPrefix: "",
    exchanges: [],
    queues: [
      { name: "celery", waiting: 3 },
      { name: "slow", waiting: 0 },
    ],
    unacked: 5,
    scheduled: 2,
    oldestUnackedMs: 6_000,
    workers: 0,
  })
  assert.deepEqual([first?.active, first?.delayed, first?.oldestMs, first?.isStuck], [3, 2, 6_000, true])
  assert.deepEqual([second?.active, second?.delayed, second?.oldestMs, second?.isStuck], [0, 0, null, false])
})
