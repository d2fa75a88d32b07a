// One message must fit the link. What is too large loses detail, in this order, and never what an instance is: the detail
// that costs most and says least about danger goes first.
import { fitsLink } from "@signalbox/protocol/message-size"
import type { RedisObserved } from "@signalbox/protocol/redis"
import type { RedisSockets } from "@signalbox/protocol/redis-sockets"

type Step<T> = (message: T) => T

/** The single clients (their groups stay); the slow log; the rarer key patterns; then what hardly ever is large. */
const OBSERVED_STEPS: readonly Step<RedisObserved>[] = [
  (seen) => ({ ...seen, clients: null }),
  (seen) => ({ ...seen, slowLog: null }),
  (seen) => withPatterns(seen, 50),
  (seen) => withPatterns(seen, 10),
  (seen) => withPatterns(seen, 0),
  (seen) => ({ ...seen, latencyEvents: seen.latencyEvents?.map((event) => ({ ...event, history: [] })) ?? null }),
  (seen) => ({ ...seen, clientGroups: seen.clientGroups.map((group) => ({ ...group, names: [] })) }),
  (seen) => ({ ...seen, queues: withFewerNames(seen.queues, 20) }),
  (seen) => ({ ...seen, queues: withFewerNames(seen.queues, 2) }),
  (seen) => ({ ...seen, clientGroups: [], latencyEvents: null }),
  (seen) => ({ ...seen, queues: seen.queues.slice(0, 50) }),
]

const SOCKETS_STEPS: readonly Step<RedisSockets>[] = [
  (told) => withConnections(told, (each) => ({ ...each, pids: each.pids.slice(0, 1) })),
  (told) => withConnections(told, (each) => ({ ...each, reason: each.reason.slice(0, 80) })),
  (told) => ({ ...told, units: told.units.map((unit) => ({ ...unit, missing: unit.missing.slice(0, 4) })) }),
  (told) => ({ ...told, units: told.units.map((unit) => ({ ...unit, connections: unit.connections.slice(0, 4) })) }),
]

/** The look as the link carries it. */
export function fitObserved(seen: RedisObserved): RedisObserved {
  return fit(seen, OBSERVED_STEPS)
}

/** The sockets as the link carries them. */
export function fitSockets(told: RedisSockets): RedisSockets {
  return fit(told, SOCKETS_STEPS)
}

function fit<T>(message: T, steps: readonly Step<T>[]): T {
  return steps.reduce((fitted, step) => (fitsLink(fitted) ? fitted : step(fitted)), message)
}

function withPatterns(seen: RedisObserved, max: number): RedisObserved {
  return {
    ...seen,
    keyspaces: seen.keyspaces.map((sample) => ({ ...sample, patterns: sample.patterns.slice(0, max) })),
  }
}

function withFewerNames(queues: RedisObserved["queues"], max: number): RedisObserved["queues"] {
  return queues.map((queue) =>
    queue.kind === "celery"
      ? { ...queue, exchanges: queue.exchanges.slice(0, max), queues: queue.queues.slice(0, max) }
      : queue,
  )
}

type Connection = RedisSockets["units"][number]["connections"][number]

function withConnections(told: RedisSockets, change: Step<Connection>): RedisSockets {
  return { ...told, units: told.units.map((unit) => ({ ...unit, connections: unit.connections.map(change) })) }
}
