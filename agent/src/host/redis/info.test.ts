import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { RedisFacts } from "@signalbox/protocol/redis"
import fc from "fast-check"
import { factsOf, parseInfo } from "./info.ts"

const AT = 1_795_000_000_000
const info = (name: string) => readFileSync(new URL(`fixtures/info-${name}.txt`, import.meta.url), "utf8")
const facts = (name: string) => RedisFacts.parse(factsOf(parseInfo(info(name)), AT))
const names = ["redis-6.0", "redis-7.0", "redis-8.0", "valkey-8.1"]

test("Redis 6 to 8 and Valkey are told apart by name and version", () => {
  const told = names.map((name) => {
    const { product, version, mode } = facts(name)
    return `${product} ${version} ${mode}`
  })
  assert.deepEqual(told, [
    "redis 6.0.16 standalone",
    "redis 7.0.15 standalone",
    "redis 8.0.2 standalone",
    "valkey 8.1.1 standalone",
  ])
})

test("a KeyDB is told by its program, whatever version it says it is", () => {
  const text = info("redis-6.0").replace("/usr/bin/redis-server", "/usr/bin/keydb-server")
  assert.equal(factsOf(parseInfo(text), AT).product, "keydb")
})

test("every figure of every version is read, but those that a version does not have", () => {
  for (const name of names) {
    const { memory, clients, traffic, cpu, persistence } = facts(name)
    const { max, ...asked } = clients
    for (const [key, value] of Object.entries({ ...memory, ...asked, ...traffic, ...cpu })) {
      assert.notEqual(value, null, `${name} ${key}`)
    }
    assert.equal(max === null, name === "redis-6.0" && !info(name).includes("maxclients"), name)
    assert.equal(persistence.lastSaveOk, true)
    assert.equal(persistence.appendOnly, name === "valkey-8.1")
    assert.ok((persistence.lastSaveAt ?? 0) > 1_700_000_000_000)
  }
  assert.equal(facts("redis-8.0").memory.maxBytes, 256 * 1024 * 1024)
  assert.equal(facts("redis-8.0").memory.policy, "allkeys-lru")
})

test("replication is told from both of its ends", () => {
  assert.deepEqual(facts("redis-6.0").replication, { role: "primary", replicas: 1, isLinkUp: null })
  assert.deepEqual(facts("redis-7.0").replication, { role: "replica", replicas: 0, isLinkUp: true })
})

test("the databases that hold keys are listed, and nothing that merely begins like one", () => {
  assert.deepEqual(facts("redis-8.0").databases, [
    { index: 0, keys: 497, expiring: 0 },
    { index: 3, keys: 1, expiring: 1 },
  ])
})

test("any part of an INFO, in any order, with anything among it, gives facts that hold to their bounds", () => {
  const lines = fc.constantFrom(...names.flatMap((name) => info(name).split("\n")))
  const odd = fc.constantFrom(
    "used_memory:-5",
    "maxmemory:x",
    "connected_clients:1.5",
    "db0:keys=-1,expires=x",
    ":",
    "a",
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(lines, odd), { maxLength: 300 }), (some) => {
      RedisFacts.parse(factsOf(parseInfo(some.join("\r\n")), AT))
    }),
  )
})
