import assert from "node:assert/strict"
import { test } from "node:test"
import { readChoice, readMinutes, withKey } from "./convert-search.ts"

test("the address holds the order of the servers and each chosen key", () => {
  const keys = withKey([{ serviceId: "s", key: "REDIS_URL", moves: false }], {
    serviceId: "t",
    key: "BROKER",
    moves: true,
  })
  const choice = readChoice(new URLSearchParams({ servers: "b,a", shared: "r", policy: "p", queues: "leave", keys }))
  assert.deepEqual(choice, {
    serverIds: ["b", "a"],
    sharedInstanceId: "r",
    policyServiceId: "p",
    keys: [
      { serviceId: "s", key: "REDIS_URL", moves: false },
      { serviceId: "t", key: "BROKER", moves: true },
    ],
    queues: "leave",
    measureMs: 300_000,
  })
})

test("a key chosen again replaces the earlier choice", () => {
  const before = [{ serviceId: "s", key: "REDIS_URL", moves: false }]
  assert.equal(withKey(before, { serviceId: "s", key: "REDIS_URL", moves: true }), "s:REDIS_URL:moves")
})

test("without a shared Redis there is nothing to plan, and a senseless length is the usual one", () => {
  assert.equal(readChoice(new URLSearchParams({ servers: "a", policy: "p" })), null)
  assert.equal(readMinutes(new URLSearchParams({ minutes: "0" })), 5)
  assert.equal(readMinutes(new URLSearchParams({ minutes: "30" })), 30)
})
