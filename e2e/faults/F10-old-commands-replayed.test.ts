import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF10 } from "./F10-old-commands-replayed.ts"

test("F10 old commands are refused after restart and compaction", async () => {
  const rows = await faultF10({ runs: 10, progress: () => {} })
  for (const row of [rows].flat()) assert.ok(row.pass, JSON.stringify(row))
})
