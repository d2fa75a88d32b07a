import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF51 } from "./F51-names-that-share-a-prefix.ts"

test("F51 what is nearly permitted is refused", async () => {
  const lines: string[] = []
  const rows = await faultF51({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
