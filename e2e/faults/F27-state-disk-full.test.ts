import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF27 } from "./F27-state-disk-full.ts"
import { whyNoSmallDisks } from "./small-disk.ts"

test("F27 a change is undone and recorded on a full disk", { skip: whyNoSmallDisks() ?? false }, async () => {
  const lines: string[] = []
  const rows = await faultF27({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
