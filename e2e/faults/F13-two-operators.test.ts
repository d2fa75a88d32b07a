import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF13 } from "./F13-two-operators.ts"

test("F13 of two operators who save one env at the same moment one wins and the other sees the conflict", async () => {
  const row = await faultF13({ runs: 20, progress: () => {} })
  assert.ok(row.pass, JSON.stringify(row))
})
