import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF38 } from "./F38-revoked-agent.ts"

test("F38 a revoked agent is out at once, whether it is connected, away or in a blip", async () => {
  for (const row of await faultF38({ runs: 10, progress: () => {} })) assert.ok(row.pass, JSON.stringify(row))
})
