import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF57 } from "./F57-wrong-password.ts"

test("F57 a change of password that does not verify is undone in file and Redis, and an old password lets nobody stay", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const lines: string[] = []
  const rows = await faultF57({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
