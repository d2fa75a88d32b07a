import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF60 } from "./F60-large-data-set.ts"

test("F60 a Redis that takes its time to load is waited for, and comes back with every key", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const lines: string[] = []
  const rows = await faultF60({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
