import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF16 } from "./F16-target-lists.ts"

test("F16 an empty, double, foreign or 'all' target list touches no server", async () => {
  const rows = await faultF16({ runs: 1, progress: () => {} })
  assert.deepEqual(
    rows.filter((row) => !row.pass),
    [],
  )
})
