import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF09 } from "./F09-same-id-other-payload.ts"

test("F09 a command with an earlier one's id and another content is refused", async () => {
  const rows = await faultF09({ runs: 20, progress: () => {} })
  for (const row of [rows].flat()) assert.ok(row.pass, JSON.stringify(row))
})
