import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF08 } from "./F08-same-command-many-times.ts"

test("F08 one command delivered many times has one effect and one result", async () => {
  const rows = await faultF08({ runs: 10, progress: () => {} })
  for (const row of [rows].flat()) assert.ok(row.pass, JSON.stringify(row))
})
