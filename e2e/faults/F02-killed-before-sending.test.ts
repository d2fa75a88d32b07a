import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF02 } from "./F02-killed-before-sending.ts"

test("F02 killed between commit and sending, a command arrives after the restart", async () => {
  const rows = await faultF02({ runs: 3, progress: () => {} })
  assert.deepEqual(
    rows.filter((row) => !row.pass),
    [],
  )
})
