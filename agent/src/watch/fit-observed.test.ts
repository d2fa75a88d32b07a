import assert from "node:assert/strict"
import { test } from "node:test"
import { EMPTY_HISTOGRAM } from "@signalbox/protocol/latency-histogram"
import { fitsLink } from "@signalbox/protocol/message-size"
import { RedisObserved } from "@signalbox/protocol/redis"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { factsOf, parseInfo } from "../host/redis/info.ts"
import { fitObserved, fitSockets } from "./fit-observed.ts"

const long = (chars: number) => "x".repeat(chars)
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))

const CLIENT = { address: long(128), port: 1, name: long(200), db: 0, ageSeconds: 1, idleSeconds: 1 }
const clients = many(500, (id) => ({ id, ...CLIENT, command: "get", isBlocked: false, user: long(120), library: "" }))
const slowLog = many(128, (id) => ({
  ...{ id, at: 1, tookMicros: 1, command: "get", keyPattern: long(160), address: "a", clientName: long(120) },
}))
const keyspaces = (samples: number) =>
  many(samples, (db) => ({
    ...{ db, keys: 1, seen: 1, isComplete: true, endedBy: "all-seen" as const, tookMs: 1, instanceMicros: 1 },
    slowestCallMicros: 1,
    patterns: many(200, () => ({ pattern: long(160), keys: 1, meanBytes: 1, sampled: 1 })),
  }))

const SEEN: RedisObserved = {
  at: 1,
  instance: "127.0.0.1:6379",
  isLocal: true,
  state: "up",
  fault: null,
  facts: factsOf(parseInfo("redis_version:7.2.4\r\n"), 1),
  settings: null,
  clients: null,
  clientGroups: [],
  slowLog: null,
  latencyEvents: null,
  keyspaces: [],
  keyspacesAt: null,
  queues: [],
  findings: [],
  ping: { from: 1, to: 2, roundTrips: EMPTY_HISTOGRAM, timeouts: 3, failures: 4 },
}

test("a look that fits is told as it is", () => {
  const seen = { ...SEEN, slowLog, keyspaces: keyspaces(1) }
  assert.equal(fitObserved(seen), seen)
})

test("what is too large loses clients first, then the slow log, then key patterns, and facts never", () => {
  const withClients = fitObserved({ ...SEEN, clients, slowLog, keyspaces: keyspaces(2) })
  assert.deepEqual([withClients.clients, withClients.slowLog?.length], [null, 128])
  assert.equal(withClients.keyspaces[0]?.patterns.length, 200)

  const withPatterns = fitObserved({ ...SEEN, clients: clients.slice(0, 5), slowLog, keyspaces: keyspaces(16) })
  assert.deepEqual([withPatterns.clients, withPatterns.slowLog], [null, null])
  assert.equal(withPatterns.keyspaces[0]?.patterns.length, 50)
  for (const fitted of [withClients, withPatterns]) {
    assert.ok(fitsLink(fitted))
    assert.deepEqual([fitted.facts, fitted.ping], [SEEN.facts, SEEN.ping])
  }
})

test("the largest look that there can be fits, with its facts and its PINGs", () => {
  const names = many(32, () => ({ name: long(200), count: 1 }))
  const celery = {
    ...{ kind: "celery" as const, db: 1, keyPrefix: long(200), unacked: 1, scheduled: 1, oldestUnackedMs: 1 },
    exchanges: many(200, () => long(200)),
    queues: many(200, () => ({ name: long(200), waiting: 1 })),
    workers: 1,
  }
  const largest: RedisObserved = {
    ...{ ...SEEN, clients, slowLog, keyspaces: keyspaces(16) },
    clientGroups: many(256, () => ({ address: long(128), count: 1, blocked: 0, oldestSeconds: 1, names })),
    latencyEvents: many(32, () => ({
      ...{ name: long(120), at: 1, latestMs: 1, maxMs: 1 },
      history: many(160, () => ({ at: 1_700_000_000_000, ms: 1 })),
    })),
    queues: many(200, () => celery),
    findings: many(20, () => ({
      ...{ id: "a", severity: "note" as const, seen: long(400), why: long(400), fix: long(400) },
    })),
  }
  const fitted = RedisObserved.parse(fitObserved(largest))
  assert.ok(fitsLink(fitted))
  assert.deepEqual([fitted.facts, fitted.ping, fitted.findings.length], [SEEN.facts, SEEN.ping, 20])
})

test("the sockets of sixty-four units fit, and every unit keeps its verdicts", () => {
  const connection = {
    ...{ instance: long(250), sockets: 9, pids: many(32, (index) => 4_000_000 + index), runsSince: 1.5 },
    ...{ verdict: "old-process" as const, reason: long(400) },
  }
  const told: RedisSockets = {
    at: 1,
    fault: null,
    units: many(64, (index) => ({
      ...{ unit: `u${index}.service`, isReadable: true, processes: 9 },
      connections: many(64, () => connection),
      missing: many(32, () => long(250)),
    })),
  }
  const fitted = RedisSockets.parse(fitSockets(told))
  assert.ok(fitsLink(fitted))
  assert.deepEqual([fitted.units.length, fitted.units[63]?.connections[0]?.verdict], [64, "old-process"])
})
