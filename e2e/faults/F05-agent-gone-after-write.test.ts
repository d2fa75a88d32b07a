import assert from "node:assert/strict"
import { test } from "node:test"
import { whyHostsCannotRun } from "../hosts/packages.ts"
import { faultF05 } from "./F05-agent-gone-after-write.ts"

test("F05 a server whose agent is killed or stopped for good during a change is put back by the guardian", {
  skip: whyHostsCannotRun() ?? false,
}, async () => {
  for (const row of await faultF05({ runs: 2, progress: () => {} })) assert.ok(row.pass, JSON.stringify(row))
})
