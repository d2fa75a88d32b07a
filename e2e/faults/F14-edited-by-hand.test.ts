import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF14 } from "./F14-edited-by-hand.ts"

test("F14 an edit by hand is never overwritten unseen", async () => {
  const rows = await faultF14({ runs: 8, progress: () => {} })
  for (const row of [rows].flat()) assert.ok(row.pass, JSON.stringify(row))
})
