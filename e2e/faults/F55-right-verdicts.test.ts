import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF55 } from "./F55-right-verdicts.ts"

test("F55 units that behave oddly get the right verdict", { skip: whyHostsCannotRun() ?? false }, async () => {
  const wrong: string[] = []
  const row = await faultF55({ runs: 1, progress: (line) => wrong.push(line) })
  assert.ok(row.pass, wrong.join("\n"))
})
