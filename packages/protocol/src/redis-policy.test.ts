import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { redisConf, redisConfHash } from "./redis-conf.ts"
import {
  EvictionPolicy,
  parseRedisPolicy,
  policyKeyFaults,
  type RedisPolicy,
  readRedisSettings,
  redisPolicyText,
  redisSettingsText,
} from "./redis-policy.ts"

const MIB = 1_048_576
const password = fc.stringMatching(/^[A-Za-z0-9_.~-]{16,40}$/)
const settings = fc.record(
  {
    state: fc.constantFrom("present" as const, "removed" as const),
    product: fc.constantFrom("redis" as const, "valkey" as const),
    port: fc.integer({ min: 1, max: 65_535 }),
    bind: fc.array(fc.constantFrom("127.0.0.1", "::1", "10.0.0.7"), { minLength: 1, maxLength: 8 }),
    maxMemoryBytes: fc.integer({ min: 4 * MIB, max: 2 ** 37 }),
    eviction: fc.constantFrom(...EvictionPolicy.options),
    snapshots: fc.array(
      fc.record(
        { seconds: fc.integer({ min: 1, max: 86_400 }), changes: fc.integer({ min: 1, max: 1_000_000_000 }) },
        { noNullPrototype: true },
      ),
      { maxLength: 8 },
    ),
    appendOnly: fc.boolean(),
    appendFsync: fc.constantFrom("always" as const, "everysec" as const, "no" as const),
    maxClients: fc.integer({ min: 16, max: 1_000_000 }),
    user: fc.constantFrom(null, "ytdl", "a-b_1"),
    password: password as fc.Arbitrary<string | null>,
    retiringPassword: fc.option(password),
    slowerThanMicros: fc.integer({ min: 0, max: 60_000_000 }),
    latencyThresholdMs: fc.integer({ min: 0, max: 60_000 }),
  },
  { noNullPrototype: true },
)

test("a policy reads back from its text as it was", () => {
  fc.assert(
    fc.property(settings, (policy) => {
      fc.pre(policy.password !== policy.retiringPassword)
      assert.deepEqual(parse(redisPolicyText(policy)), { ok: true, policy })
      assert.deepEqual(readRedisSettings(valuesOf(redisSettingsText(policy))), policy)
    }),
  )
})

test("some settings read back alone, and what cannot be is left out", () => {
  const some = { maxMemoryBytes: 64 * MIB, snapshots: [], password: null }
  assert.equal(redisSettingsText(some), "MAXMEMORY=64mb\nSAVE=\nPASSWORD=\n")
  assert.deepEqual(readRedisSettings(valuesOf(redisSettingsText(some))), some)
  assert.deepEqual(readRedisSettings(valuesOf("PORT=none\nMAXCLIENTS=20\nOTHER=1\n")), { maxClients: 20 })
})

test("sizes are read as Redis reads them", () => {
  const bytes = (size: string) => {
    const parsed = parse(`MAXMEMORY=${size}\n`)
    return parsed.ok ? parsed.policy.maxMemoryBytes : parsed.faults.map(({ key }) => key)
  }
  assert.deepEqual(["512mb", "512m", "1GB", "5000k", "8388608"].map(bytes), [
    512 * MIB,
    512e6,
    1_024 * MIB,
    5e6,
    8 * MIB,
  ])
  assert.deepEqual(["3mb", "-1", "1tb", "1.5gb", ""].map(bytes), Array(5).fill(["MAXMEMORY"]))
})

test("an unknown key and each value that cannot be are faults that name the key and hold no value", () => {
  const text = "LOADMODULE=/x.so\nPORT=0\nBIND=somewhere\nSAVE=60\nAPPENDONLY=maybe\nPASSWORD=short\nUSER=Root!\n"
  const faults = policyKeyFaults(valuesOf(text))
  const keys = ["APPENDONLY", "BIND", "LOADMODULE", "PASSWORD", "PORT", "SAVE", "USER"]
  assert.deepEqual([...new Set(faults.map(({ key }) => key))].sort(), keys)
  const port = policyKeyFaults(valuesOf("PORT=many\n"))
  assert.deepEqual(port, [{ key: "PORT", message: "PORT: must be such as 6379" }])
  for (const { key, message } of faults) assert.ok(message.startsWith(key) && !/somewhere|short\b|Root!/.test(message))
})

test("settings that contradict each other are faults of the whole and of none alone", () => {
  const secret = "a-password-of-this-test-1"
  for (const [text, key] of [
    ["BIND=127.0.0.1 10.0.0.7\n", "BIND"],
    ["USER=ytdl\n", "USER"],
    [`RETIRING_PASSWORD=${secret}\n`, "RETIRING_PASSWORD"],
    [`PASSWORD=${secret}\nRETIRING_PASSWORD=${secret}\n`, "RETIRING_PASSWORD"],
  ] as const) {
    const parsed = parse(text)
    assert.deepEqual(parsed.ok ? [] : parsed.faults.map((fault) => fault.key), [key])
    assert.deepEqual(policyKeyFaults(valuesOf(text)), [])
  }
  assert.ok(parse("STATE=removed\nBIND=0.0.0.0\n").ok)
})

test("a file holds what the policy says, no password in clear, and is none for a removed Redis", () => {
  fc.assert(
    fc.property(settings, (policy: RedisPolicy) => {
      const conf = redisConf(policy)
      assert.equal(conf === null, policy.state === "removed")
      assert.equal(redisConfHash(policy) === null, conf === null)
      for (const word of [policy.password, policy.retiringPassword]) if (word) assert.ok(!conf?.includes(word))
      if (conf === null) return
      assert.ok(conf.includes(`\nmaxmemory ${policy.maxMemoryBytes}\n`))
      assert.equal(conf.match(/^user default off$/m) !== null, policy.user !== null)
      assert.equal(conf.match(/#[0-9a-f]{64}/g)?.length, policy.retiringPassword === null ? 1 : 2)
    }),
  )
})

function parse(text: string) {
  return parseRedisPolicy(valuesOf(text))
}

function valuesOf(text: string): Map<string, string> {
  const lines = text.split("\n").filter((line) => line !== "")
  return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]))
}
