import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF04 } from "./F04-agent-killed-anywhere.ts"

test("F04 an agent killed at any step leaves the old file or the new one, and the next agent ends the change", async () => {
  const lines: string[] = []
  for (const row of await faultF04({ runs: 4, progress: (line) => lines.push(line) })) {
    assert.ok(row.pass, `${JSON.stringify(row)}\n${lines.join("\n")}`)
  }
})
