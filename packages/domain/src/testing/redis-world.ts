// Redis as agents tell of it.
import { EMPTY_HISTOGRAM, histogramOf } from "@signalbox/protocol/latency-histogram"
import { RedisFacts, RedisObserved } from "@signalbox/protocol/redis"
import { RedisSockets, type UnitSockets } from "@signalbox/protocol/redis-sockets"

/** Microseconds of some answered pings, over `overMs`. */
export type TestPing = { micros?: readonly number[]; timeouts?: number; failures?: number; overMs?: number }

export function testFacts(more: Partial<RedisFacts> = {}): RedisFacts {
  return RedisFacts.parse({
    ...{ at: 0, product: "redis", version: "8.0.2", mode: "standalone", processId: 7, configFile: null },
    uptimeSeconds: 100,
    memory: {
      ...{ usedBytes: 1_000, residentBytes: null, peakBytes: null, systemBytes: null, maxBytes: 0 },
      ...{ policy: "noeviction", fragmentation: null },
    },
    clients: { connected: 3, blocked: 0, max: null, rejected: null },
    traffic: {
      ...{ opsPerSecond: 5, commands: null, connections: null, hits: 3, misses: 1, evictedKeys: 0, expiredKeys: 0 },
      ...{ inputBytes: 10, outputBytes: 20 },
    },
    persistence: {
      ...{ isLoading: false, changesSinceSave: 0, isSaving: false, lastSaveAt: null, lastSaveOk: null },
      ...{ appendOnly: null, lastAppendOk: null },
    },
    replication: { role: "primary", replicas: 0, isLinkUp: null },
    cpu: { systemSeconds: null, userSeconds: null },
    databases: [{ index: 0, keys: 4, expiring: 1 }],
    ...more,
  })
}

export function testLook(instance: string, more: Partial<RedisObserved> = {}): RedisObserved {
  return RedisObserved.parse({
    ...{ at: 0, instance, isLocal: instance.startsWith("127."), state: "up", fault: null, facts: testFacts() },
    ...{ settings: null, clients: null, clientGroups: [], slowLog: null, latencyEvents: null, keyspaces: [] },
    ...{ keyspacesAt: null, queues: [], findings: [], ping: null },
    ...more,
  })
}

export function testPing({
  micros = [],
  timeouts = 0,
  failures = 0,
  overMs = 15_000,
}: TestPing): RedisObserved["ping"] {
  const roundTrips = micros.length > 0 ? histogramOf(micros) : EMPTY_HISTOGRAM
  return { from: 0, to: overMs, roundTrips, timeouts, failures }
}

type TestConnection = Partial<UnitSockets["connections"][number]> & { instance: string }

/** By unit: what it is connected to. */
export function testSockets(units: Record<string, readonly TestConnection[]>): RedisSockets {
  return RedisSockets.parse({
    at: 0,
    fault: null,
    units: Object.entries(units).map(([unit, connections]) => ({
      ...{ unit, isReadable: true, processes: 1, missing: [] },
      connections: connections.map((connection) => ({
        ...{ sockets: 1, pids: [100], runsSince: 1_790_000_000_000, verdict: "expected", reason: "its env says so" },
        ...connection,
      })),
    })),
  })
}
