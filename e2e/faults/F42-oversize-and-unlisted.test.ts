import assert from "node:assert/strict"
import { test } from "node:test"
import { faultF42 } from "./F42-oversize-and-unlisted.ts"

test("F42 an oversize message is refused by its sender and costs nobody the link; unlisted names are unknown", async () => {
  for (const row of await faultF42({ runs: 1, progress: () => {} })) assert.ok(row.pass, JSON.stringify(row))
})
