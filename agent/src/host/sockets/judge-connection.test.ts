import assert from "node:assert/strict"
import { test } from "node:test"
import { judgeConnection } from "./judge-connection.ts"

const LOCAL = "127.0.0.1:6379"
const SHARED = "203.0.113.5:6379"
const unit = { unit: "web.service", named: [{ key: "REDIS_URL", instance: LOCAL }], envWrittenAt: 10_000 }

test("a socket to what the env names is expected, whenever the process started", () => {
  for (const runsSince of [1_000, 20_000]) {
    assert.equal(judgeConnection(unit, { instance: LOCAL, runsSince }).verdict, "expected")
  }
})

test("a socket to elsewhere is an old process when it is older than the file, otherwise a wrong instance", () => {
  assert.equal(judgeConnection(unit, { instance: SHARED, runsSince: 9_000 }).verdict, "old-process")
  const wrong = judgeConnection(unit, { instance: SHARED, runsSince: 11_000 })
  assert.equal(wrong.verdict, "other-instance")
  assert.equal(wrong.reason, `REDIS_URL says ${LOCAL}; the socket goes to ${SHARED}`)
})

test("without an env text that names a Redis there is no verdict", () => {
  const bare = { ...unit, named: [], envWrittenAt: null }
  assert.equal(judgeConnection(bare, { instance: SHARED, runsSince: 1 }).verdict, "no-env")
})
