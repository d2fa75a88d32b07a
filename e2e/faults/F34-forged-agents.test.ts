import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF34, honestAgentIsLetIn } from "./F34-forged-agents.ts"

test("F34 the agent itself is let in, by the very attempt that forgers make", async () => {
  assert.ok(await honestAgentIsLetIn())
})

test("F34 no forged agent is let in", async () => {
  const row = await faultF34({ runs: 5, progress: () => {} })
  assert.ok(row.pass, JSON.stringify(row))
})
