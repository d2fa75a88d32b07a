import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF01 } from "./F01-killed-mid-rollout.ts"

test("F01 killed mid-rollout, the control plane goes on where it was, and nothing happens twice", async () => {
  const rows = await faultF01({ runs: 4, progress: () => {} })
  assert.deepEqual(
    rows.filter((row) => !row.pass),
    [],
  )
})
