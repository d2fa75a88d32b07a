import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF39 } from "./F39-speaking-for-another.ts"

test("F39 an agent speaks for its own server alone, and hostile strings do no harm", async () => {
  const lines: string[] = []
  const row = await faultF39({ runs: 1, progress: (line) => lines.push(line) })
  assert.ok(row.pass, JSON.stringify({ row, lines }))
})
