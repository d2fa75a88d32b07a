import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF22 } from "./F22-another-control-plane.ts"

test("F22 an agent says nothing but hello to whoever does not hold the pinned key", async () => {
  const row = await faultF22({ runs: 1, progress: () => {} })
  assert.ok(row.pass, JSON.stringify(row))
})
