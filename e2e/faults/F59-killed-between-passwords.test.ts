import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF59 } from "./F59-killed-between-passwords.ts"

test("F59 an agent that is killed while it takes an old password away has finished or undone it", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const lines: string[] = []
  const rows = await faultF59({ runs: 4, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
