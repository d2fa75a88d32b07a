import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF61 } from "./F61-package-manager-in-the-way.ts"

test("F61 a package manager that is held, killed or alone is waited for or clearly failed, and no Redis is ever open", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const lines: string[] = []
  const rows = await faultF61({ runs: 1, progress: (line) => lines.push(line) })
  for (const row of [rows].flat()) assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
})
