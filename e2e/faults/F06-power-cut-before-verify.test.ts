import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF06 } from "./F06-power-cut-before-verify.ts"

test("F06 after a power cut during a change, the unit starts with the old file", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  const row = await faultF06({ runs: 1, progress: () => {} })
  assert.ok(row.pass, JSON.stringify(row))
})
