import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF11 } from "./F11-commands-out-of-order.ts"

test("F11 a command that was overtaken takes no effect", async () => {
  const rows = await faultF11({ runs: 10, progress: () => {} })
  for (const row of [rows].flat()) assert.ok(row.pass, JSON.stringify(row))
})
