import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF50 } from "./F50-never-readable-by-others.ts"

test("F50 no file is readable by others at any moment", async () => {
  const lines: string[] = []
  const rows = await faultF50({ runs: 10, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
