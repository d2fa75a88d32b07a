import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF22 } from "./F22-another-control-plane.ts"

test("F22 an agent speaks to whoever holds the pinned key alone, and nobody in between hears a secret", async () => {
  for (const row of await faultF22({ runs: 1, progress: () => {} })) assert.ok(row.pass, JSON.stringify(row))
})
