import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF35 } from "./F35-one-token-many-racers.ts"

test("F35 one token enrols exactly one server, however many race for it", async () => {
  const row = await faultF35({ runs: 1, progress: () => {} })
  assert.ok(row.pass, JSON.stringify(row))
})
