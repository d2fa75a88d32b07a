import assert from "node:assert/strict"
import { test } from "node:test"
import { PatternTable } from "./pattern-table.ts"

function counted(keys: readonly string[]): string[] {
  const table = new PatternTable()
  for (const key of keys) table.add(Buffer.from(key))
  return table.counts().map(({ pattern, keys: count }) => `${pattern} ${count}`)
}

const names = Array.from({ length: 60 }, (_, index) =>
  String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26)),
)

test("many words at one place are names and become one star, few are kinds and stay", () => {
  const keys = names.flatMap((name) => [`session:${name}:data`, `session:${name}:seen`])
  assert.deepEqual(counted([...keys, "queue:a", "queue:b"]), [
    "session:*:data 60",
    "session:*:seen 60",
    "queue:a 1",
    "queue:b 1",
  ])
})

test("names without a prefix are told by none of them", () => {
  assert.deepEqual(counted(names), ["* 60"])
})

test("whatever the keys, the table stays small and counts each once", () => {
  const table = new PatternTable()
  const keys = 60_000
  for (let at = 0; at < keys; at += 1) {
    const word = (salt: number) => String.fromCharCode(...[7, 13, 29].map((step) => 97 + ((at * step + salt) % 26)))
    table.add(Buffer.from(`${word(1)}:${word(2)}:${word(3)}:${word(at)}`))
  }
  const counts = table.counts()
  assert.ok(counts.length <= 200)
  assert.equal(
    counts.reduce((sum, each) => sum + each.keys, 0),
    keys,
  )
})

test("the memory of a pattern is the mean of the keys that were asked for", () => {
  const table = new PatternTable()
  for (let at = 0; at < 100; at += 1) table.add(Buffer.from(`job:${at}`))
  const samples = table.samples(50)
  assert.equal(samples.length, 12)
  for (const [index, { pattern }] of samples.entries()) table.addMemory(pattern, index % 2 === 0 ? 100 : 300)
  assert.deepEqual(table.counts(), [{ pattern: "job:#", keys: 100, meanBytes: 200, sampled: 12 }])
})
