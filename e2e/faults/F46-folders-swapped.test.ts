import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF46 } from "./F46-folders-swapped.ts"

test("F46 a folder that is swapped for a link leads no write elsewhere", async () => {
  const lines: string[] = []
  const rows = await faultF46({ runs: 25, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
