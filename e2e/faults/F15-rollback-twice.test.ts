import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF15 } from "./F15-rollback-twice.ts"

test("F15 a rollback pressed many times moves a server once, to the text before", async () => {
  const rows = await faultF15({ runs: 3, progress: () => {} })
  assert.deepEqual(
    rows.filter((row) => !row.pass),
    [],
  )
})
