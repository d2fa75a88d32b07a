import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF47 } from "./F47-hostile-units.ts"

test("F47 a hostile unit name touches no unit", async () => {
  const lines: string[] = []
  const rows = await faultF47({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
