import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF28 } from "./F28-disk-fails-mid-write.ts"

test("F28 a disk that fails during a write is never taken for a success", async () => {
  const lines: string[] = []
  const rows = await faultF28({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
