import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"
import { createDomainWorld, type DomainWorld } from "../testing/domain-world.ts"
import { limitAttempts, WINDOW_MAX_MS } from "./limit-attempts.ts"

let world: DomainWorld
beforeEach(async () => {
  world = await createDomainWorld()
})
afterEach(() => world.close())

const limit = { max: 2, windowMs: 60_000 }
const attempt = (key: string) => limitAttempts(world.ctx, key, limit)
const pass = (ms: number) => {
  world.time.now = new Date(world.time.now.getTime() + ms)
}

test("attempts at the same moment all count, and a new window begins when the old one is over", async () => {
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => attempt("a")))
  assert.equal(results.filter((result) => result.status === "fulfilled").length, 2)
  await assert.rejects(attempt("a"), { code: "too-many-attempts" })
  await attempt("b")
  pass(limit.windowMs)
  await attempt("a")
})

test("rows of windows that are long over go away as new ones come, a few at a time", async () => {
  const rows = (prefix: string) =>
    Array.from({ length: 25 }, (_, index) => ({ id: `${prefix}${index}`, key: `${prefix}${index}`, count: 1 }))
  const lastRequest = BigInt(world.time.now.getTime())
  await world.db.rateLimit.createMany({ data: rows("old").map((row) => ({ ...row, lastRequest })) })
  pass(WINDOW_MAX_MS)
  await attempt("begins when the others just count still")
  assert.equal(await world.db.rateLimit.count(), 26)
  pass(1)
  const left: number[] = []
  for (const key of ["a", "a", "b", "c", "d"]) {
    await attempt(key)
    left.push(await world.db.rateLimit.count({ where: { id: { startsWith: "old" } } }))
  }
  assert.deepEqual(left, [15, 15, 5, 0, 0])
  assert.equal(await world.db.rateLimit.count(), 5, "what counts still is there")
})

test("attempts at the same moment with rows to sweep neither wait for each other nor lose a count", async () => {
  const keys = Array.from({ length: 20 }, (_, index) => `key ${index}`)
  for (const key of keys) await attempt(key)
  pass(WINDOW_MAX_MS + 1)
  await Promise.all([...keys, ...keys.toReversed()].map(attempt))
  const rows = await world.db.rateLimit.findMany()
  assert.deepEqual([rows.length, rows.every((row) => row.count === 2)], [20, true])
})

test("a window longer than what is kept is a fault of the program", async () => {
  await assert.rejects(limitAttempts(world.ctx, "a", { max: 1, windowMs: WINDOW_MAX_MS + 1 }), RangeError)
})
