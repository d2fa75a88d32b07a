import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF34, honestAgentIsLetIn } from "./F34-forged-agents.ts"

test("F34 the agent itself is let in, by the very attempts that forgers make, and through a relay that changes nothing", async () => {
  assert.ok(await honestAgentIsLetIn())
})

test("F34 no forged agent is let in, and no frame is taken that was altered on its way", async () => {
  const lines: string[] = []
  for (const row of await faultF34({ runs: 5, progress: (line) => lines.push(line) })) {
    assert.ok(row.pass, JSON.stringify({ row, lines }))
  }
})
