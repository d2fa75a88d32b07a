import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF54 } from "./F54-env-that-crashes.ts"

test("F54 an env file that crashes its unit is put back, start limit or not", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  for (const row of await faultF54({ runs: 4, progress: () => {} })) assert.ok(row.pass, JSON.stringify(row))
})
