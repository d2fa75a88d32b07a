import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF36 } from "./F36-closed-by-default.ts"

test("F36 empty, unknown, used, expired and revoked tokens are refused with one and the same answer", async () => {
  const [accepted, shapes] = await faultF36({ runs: 2, progress: () => {} })
  assert.ok(accepted?.pass, JSON.stringify(accepted))
  assert.ok(shapes?.pass, JSON.stringify(shapes))
})
