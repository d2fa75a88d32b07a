import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF26 } from "./F26-target-disk-full.ts"
import { whyNoSmallDisks } from "./small-disk.ts"

test("F26 a full file system is seen before anything is written", { skip: whyNoSmallDisks() ?? false }, async () => {
  const lines: string[] = []
  const rows = await faultF26({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
