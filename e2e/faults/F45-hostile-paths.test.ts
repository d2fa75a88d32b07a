import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF45 } from "./F45-hostile-paths.ts"

test("F45 a hostile path writes nothing outside", async () => {
  const lines: string[] = []
  const rows = await faultF45({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
