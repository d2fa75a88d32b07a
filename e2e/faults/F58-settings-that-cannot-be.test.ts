import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF58 } from "./F58-settings-that-cannot-be.ts"

test("F58 a Redis that cannot become what its policy says is not touched, and the reason is named", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const lines: string[] = []
  const rows = await faultF58({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
