import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { type QueueFacts, type RedisFacts, RedisFinding, type RedisSettings } from "@signalbox/protocol/redis"
import { factsOf, parseInfo } from "./info.ts"
import { type LintInput, lintRedis } from "./lint.ts"

const text = readFileSync(new URL("fixtures/info-redis-8.0.txt", import.meta.url), "utf8")
const base = factsOf(parseInfo(text), 0)
const facts = (
  more: { memory?: object; clients?: object; persistence?: object; version?: string } = {},
): RedisFacts => ({
  ...base,
  version: more.version ?? "8.0.2",
  memory: { ...base.memory, policy: "noeviction", maxBytes: 1e9, ...more.memory },
  clients: { ...base.clients, ...more.clients },
  persistence: { ...base.persistence, appendOnly: true, ...more.persistence },
})
const settings = (more: Partial<RedisSettings> = {}): RedisSettings => ({
  bind: ["127.0.0.1", "-::1"],
  isProtected: true,
  savesSnapshots: true,
  maxClients: 10_000,
  defaultUser: { isOn: true, needsPassword: true, hasAllCommands: false, hasAllKeys: true },
  ownUser: "reader",
  ...more,
})
const celery: QueueFacts = {
  kind: "celery",
  db: 0,
  keyPrefix: "",
  exchanges: ["celery"],
  queues: [{ name: "celery", waiting: 0 }],
  unacked: 0,
  scheduled: 0,
  oldestUnackedMs: null,
  workers: 1,
}
const found = (input: Partial<LintInput>) =>
  lintRedis({ facts: facts(), settings: settings(), queues: [celery], kernel: null, ...input }).map((finding) => {
    RedisFinding.parse(finding)
    return `${finding.severity} ${finding.id}`
  })

test("a sound instance has no finding", () => {
  assert.deepEqual(found({ kernel: { hugePagesAlways: false, overcommit: 1 } }), [])
})

test("an instance with a queue must not evict; a cache may", () => {
  const evicting = facts({ memory: { policy: "allkeys-lru" } })
  assert.deepEqual(found({ facts: evicting }), ["danger evicts-jobs"])
  assert.deepEqual(found({ facts: facts({ memory: { policy: "volatile-lru" } }) }), ["warning evicts-jobs"])
  assert.deepEqual(found({ facts: evicting, queues: [] }), [])
})

test("each other danger is found by itself", () => {
  const open = { isOn: true, needsPassword: false, hasAllCommands: true, hasAllKeys: true }
  const cases: [Partial<LintInput>, string[]][] = [
    [{ facts: facts({ memory: { maxBytes: 0 } }) }, ["warning no-maxmemory"]],
    [{ facts: facts({ memory: { usedBytes: 9e8 } }) }, ["warning memory-nearly-full"]],
    [
      { facts: facts({ persistence: { appendOnly: false } }), settings: settings({ savesSnapshots: false }) },
      ["warning no-persistence"],
    ],
    [{ facts: facts({ persistence: { lastSaveOk: false } }) }, ["danger save-failed"]],
    [
      { settings: settings({ bind: ["*", "-::*"], isProtected: false, defaultUser: open }) },
      ["danger open-without-password", "note default-user-may-all"],
    ],
    [
      { settings: settings({ bind: [], isProtected: false, defaultUser: { ...open, hasAllCommands: false } }) },
      ["danger open-without-password"],
    ],
    [{ settings: settings({ isProtected: false, defaultUser: { ...open, hasAllKeys: false } }) }, []],
    [{ facts: facts({ clients: { connected: 90, max: 100 } }) }, ["warning near-maxclients"]],
    [{ facts: facts({ version: "6.0.16" }) }, ["note version-out-of-support"]],
    [{ kernel: { hugePagesAlways: true, overcommit: 0 } }, ["note huge-pages", "note overcommit"]],
  ]
  for (const [input, expected] of cases) assert.deepEqual(found(input), expected)
})

test("two environments at one prefix of one database are found, and not at two", () => {
  const use = (environment: string, db: number) => ({ environment, db, prefix: "bull" })
  assert.deepEqual(found({ uses: [use("live", 2), use("test", 2)] }), ["danger prefix-shared"])
  assert.deepEqual(found({ uses: [use("live", 2), use("live", 2), use("test", 1)] }), [])
})

test("what is not known is not found", () => {
  const bare = factsOf(new Map(), 0)
  const unknown = {
    bind: null,
    isProtected: null,
    savesSnapshots: null,
    maxClients: null,
    defaultUser: null,
    ownUser: null,
  }
  assert.deepEqual(found({ facts: bare, settings: unknown }), [])
})
