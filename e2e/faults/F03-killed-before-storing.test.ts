import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF03 } from "./F03-killed-before-storing.ts"

test("F03 killed with a result in hand, it is stored once after the restart", async () => {
  const rows = await faultF03({ runs: 7, progress: () => {} })
  assert.deepEqual(
    rows.filter((row) => !row.pass),
    [],
  )
})
