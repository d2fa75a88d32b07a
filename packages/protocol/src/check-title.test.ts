import assert from "node:assert/strict"
import { test } from "node:test"
import { checksOf, checkTitle } from "./check-title.ts"

test("a check that asks no more than the change itself does is not asked twice; one that asks for longer stays", () => {
  const unit = "web.service"
  const short = { kind: "unit-active" as const, unit, forMs: 3_000 }
  const long = { kind: "unit-active" as const, unit, forMs: 30_000 }
  const other = { kind: "unit-active" as const, unit: "other.service", forMs: 1_000 }
  const held = checksOf({ units: [unit], settleMs: 3_000, checks: [short, long, other] })
  assert.deepEqual(held.settling, [short])
  assert.deepEqual(held.beside, [long, other])
})

test("no title of a check shows a user, a password or a query of its URL", () => {
  const url = "http://user:canary-1@198.51.100.7:3001/health?token=canary-2"
  const title = checkTitle({ kind: "http", url, status: 200, timeoutMs: 1_000, withinMs: 1_000 })
  assert.equal(title, "GET 198.51.100.7:3001/health is 200")
})
