import assert from "node:assert/strict"
import { test } from "node:test"
import { readStrategy, readWanted, STRATEGY, writeStrategy, writeWanted } from "./plan-search.ts"

const params = (text: string) => new URLSearchParams(text)

test("servers come back from the URL as they were written, with their versions, each once", () => {
  const wanted = [{ serverId: "a" }, { serverId: "b", number: 12 }]
  assert.deepEqual(readWanted(params(`servers=${writeWanted(wanted)}`)), wanted)
  assert.deepEqual(readWanted(params("servers=a,a:3,,b:x")), [{ serverId: "a" }, { serverId: "b" }])
})

test("no servers in the URL is told apart from some", () => {
  assert.equal(readWanted(params("")), null)
  assert.equal(readWanted(params("servers=")), null)
})

test("a strategy comes back from the URL as it was written; only what is not as usual stands there", () => {
  const strategy = { ...STRATEGY, canary: 2, soakMs: 90_000, ttlMs: 3_600_000 }
  const written = Object.entries(writeStrategy(strategy)).filter(([, value]) => value !== undefined)
  assert.deepEqual(Object.fromEntries(written), { canary: "2", soak: "90", ttl: "60" })
  assert.deepEqual(readStrategy(new URLSearchParams(written as [string, string][])), strategy)
})

test("a strategy that cannot be is as usual", () => {
  assert.deepEqual(readStrategy(params("canary=-1&batch=none&soak=1e9&stop=0")), STRATEGY)
})
