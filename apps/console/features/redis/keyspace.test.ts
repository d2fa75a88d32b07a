import assert from "node:assert/strict"
import { test } from "node:test"
import { findFields } from "./info-fields.ts"
import { memoryByPattern, seenWords } from "./keyspace.ts"
import { offerHref, offerWords } from "./offer.ts"

test("a sample of the keys never passes for all of them", () => {
  assert.equal(
    seenWords({ keys: 18_614, seen: 10_000, isComplete: false }),
    "10,000 of 18,614 keys were seen, 54 %: a sample.",
  )
  assert.equal(
    seenWords({ keys: 900_000, seen: 12, isComplete: false }),
    "12 of 900,000 keys were seen, 1 %: a sample.",
  )
  assert.equal(seenWords({ keys: 4, seen: 4, isComplete: true }), "All 4 keys were seen.")
})

test("patterns stand by the memory that they take; those not measured have no share", () => {
  const patterns = [
    { pattern: "many:#", keys: 100, meanBytes: 1, sampled: 4 },
    { pattern: "unknown:#", keys: 900, meanBytes: null, sampled: 0 },
    { pattern: "big:#", keys: 3, meanBytes: 100, sampled: 3 },
  ]
  assert.deepEqual(
    memoryByPattern({ patterns }).map(({ pattern, totalBytes, share }) => [pattern, totalBytes, share]),
    [
      ["big:#", 300, 0.75],
      ["many:#", 100, 0.25],
      ["unknown:#", null, 0],
    ],
  )
})

const sections = [
  {
    name: "Memory",
    fields: [
      { name: "used_memory_lua", value: "1", meaning: null },
      { name: "used_memory", value: "2", meaning: "Bytes that Redis asked for." },
    ],
  },
  { name: "Clients", fields: [{ name: "connected_clients", value: "3", meaning: "Open connections." }] },
]

test("fields of INFO that can be explained come first, and are found by what they mean", () => {
  const shown = (text: string) =>
    findFields(sections, text).map(({ name, fields }) => [name, fields.map((one) => one.name)])
  assert.deepEqual(shown(""), [
    ["What matters", ["used_memory", "connected_clients"]],
    ["Memory", ["used_memory_lua"]],
  ])
  assert.deepEqual(shown("Open conn"), [["What matters", ["connected_clients"]]])
  assert.deepEqual(shown("no such field"), [])
})

test("an offer leads to its policy with every change filled in", () => {
  const one = { serviceId: "s", serviceName: "redis", changes: [{ key: "MAXMEMORY_POLICY", value: "noeviction" }] }
  assert.equal(offerHref(one), "/redis/policies/s?set=MAXMEMORY_POLICY%3Dnoeviction")
  assert.equal(offerWords(one), "Plan noeviction")
  const other = { ...one, changes: [{ key: "APPENDONLY", value: "yes" }] }
  assert.equal(offerWords(other), "Plan appendonly yes")
  const two = { ...one, changes: [...one.changes, { key: "save", value: "900 1" }] }
  assert.equal(new URL(offerHref(two), "http://x").searchParams.getAll("set").length, 2)
  assert.equal(offerWords(two), "Plan 2 changes")
})
