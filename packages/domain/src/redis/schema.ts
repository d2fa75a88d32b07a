import type {
  ClientGroup,
  KeyspaceSample,
  LatencyEvent,
  QueueFacts,
  RedisFacts,
  RedisFinding,
  RedisSettings,
  SlowEntry,
} from "@signalbox/protocol/redis"
import type { RedisInfoReply } from "@signalbox/protocol/redis-info"
import type { SocketVerdict } from "@signalbox/protocol/redis-sockets"
import { z } from "zod"
import { PageInput } from "../paging.ts"
import { plainText } from "../plain-text.ts"
import type { ServerStatus } from "../status.ts"

export const RedisInstanceIdInput = z.strictObject({ instanceId: z.uuid() })
export const ListRedisInput = PageInput.extend({
  kind: z.enum(["local", "shared"]).optional(),
  serverId: z.uuid().optional(),
  text: plainText(100).optional(),
})
/** Of all instances, or of one. */
export const RedisQueuesInput = PageInput.extend({ instanceId: z.uuid().optional() })
export const RedisLintInput = PageInput.extend({ instanceId: z.uuid().optional() })
/** The last so many milliseconds. */
export const RedisLatencyInput = z.strictObject({
  instanceId: z.uuid(),
  windowMs: z.number().int().min(60_000).max(1_209_600_000).default(900_000),
})
/** Servers by id, or all that carry these labels; none named is every server. */
export const RedisTopologyInput = z.strictObject({
  serverIds: z.array(z.uuid()).max(200).optional(),
  labels: z.record(z.string().max(63), z.string().max(63)).optional(),
})

export const AddSharedRedisInput = z.strictObject({
  name: plainText(60).trim().min(1),
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[A-Za-z0-9.:-]+$/, "must be a host name or an address"),
  port: z.number().int().min(1).max(65_535).default(6379),
  isTls: z.boolean().default(false),
  username: z.string().max(128).default(""),
  password: z.string().max(512).default(""),
  database: z.number().int().min(0).max(1_023).default(0),
})
export type AddSharedRedisInput = z.infer<typeof AddSharedRedisInput>

/** `unknown`: nobody looked, or too long ago to say; then what follows is what was last seen, if anything was. */
export type RedisState = "up" | "loading" | "down" | "refused" | "unknown"

/** Microseconds; null where nothing was measured. */
export type LatencyFigures = {
  count: number
  p50Micros: number | null
  p99Micros: number | null
  maxMicros: number | null
}

export type RedisInstanceRowView = {
  id: string
  kind: "local" | "shared"
  name: string
  host: string
  port: number
  /** Of a local one. */
  server: { id: string; name: string; hue: number } | null
  state: RedisState
  fault: string | null
  /** When somebody last looked, ISO; null when nobody ever did. */
  asOf: string | null
  product: string | null
  version: string | null
  usedBytes: number | null
  /** 0: no limit. */
  maxBytes: number | null
  eviction: string | null
  clients: number | null
  opsPerSecond: number | null
  /** Of reads, 0 to 1. */
  hitRate: number | null
  evictedKeys: number | null
  keys: number | null
  /** Of the last 15 minutes, from all servers that measured. */
  latency: LatencyFigures
  /** Open sockets that should not go here. */
  wrongSockets: number
  findings: { danger: number; warning: number; note: number }
  /** The Redis policy that it is under; null when it is not ours. */
  policy: { serviceId: string; serviceName: string; number: number | null; isDrifted: boolean } | null
  /** Watched by the control plane itself. */
  isNamed: boolean
}

export type RedisLatencyRowView = LatencyFigures & {
  serverId: string
  serverName: string
  serverHue: number
  /** Local or shared as that server sees it. */
  timeouts: number
  failures: number
  /** Null when less than a minute was watched. */
  timeoutsPerHour: number | null
  watchedMs: number
  /** One point a bucket of time, for a line. */
  points: { at: string; p50Micros: number | null; p99Micros: number | null; timeouts: number }[]
}

/** Clients of one address, joined to the server whose address it is and to the units that hold these sockets. */
export type RedisClientsRowView = ClientGroup & {
  server: { id: string; name: string; hue: number } | null
  units: { unit: string; sockets: number }[]
}

export type RedisQueueRowView = {
  instanceId: string
  instanceName: string
  instanceKind: "local" | "shared"
  server: { id: string; name: string; hue: number } | null
  asOf: string
  queue: QueueFacts
}

/** What can be done about it by us: a key of the Redis policy and the value that it would get. */
export type RedisFixOffer = { serviceId: string; serviceName: string; changes: { key: string; value: string }[] }

export type RedisFindingRowView = RedisFinding & {
  instanceId: string
  instanceName: string
  instanceKind: "local" | "shared"
  server: { id: string; name: string; hue: number } | null
  asOf: string
  offer: RedisFixOffer | null
}

export type RedisInstanceView = Omit<RedisInstanceRowView, "clients"> & {
  facts: RedisFacts | null
  settings: RedisSettings | null
  clients: RedisClientsRowView[]
  slowLog: SlowEntry[] | null
  latencyEvents: LatencyEvent[] | null
  keyspaces: KeyspaceSample[]
  keyspacesAt: string | null
  queues: RedisQueueRowView[]
  lint: RedisFindingRowView[]
  latencyByServer: RedisLatencyRowView[]
  /** Servers that look at it, and what each of them says. */
  watchers: { serverId: string; serverName: string; serverHue: number; state: RedisState; asOf: string }[]
  may: { remove: boolean }
}

export type RedisSlowLogView = { asOf: string | null; entries: SlowEntry[] | null; events: LatencyEvent[] | null }

/** INFO with, for the fields that matter, what they mean and when to worry. */
export type RedisInfoView = {
  at: string
  /** The server whose agent was asked; null when the control plane asked. */
  serverName: string | null
  sections: {
    name: RedisInfoReply["sections"][number]["name"]
    fields: { name: string; value: string; meaning: string | null }[]
  }[]
}

export type TopologyConnectionView = {
  /** Null for one that was not looked at. */
  instanceId: string | null
  /** `host:port`. */
  instance: string
  sockets: number
  verdict: SocketVerdict
  /** In words, for a wrong one: what it should be, since when which processes run. */
  reason: string
  pids: number[]
  runsSince: string
}

export type TopologyUnitView = {
  unit: string
  serviceId: string | null
  serviceName: string | null
  isReadable: boolean
  processes: number
  connections: TopologyConnectionView[]
  /** Named by its env, and no socket goes there. */
  missing: string[]
}

export type TopologyServerView = {
  serverId: string
  serverName: string
  serverHue: number
  status: ServerStatus
  labels: Record<string, string>
  /** When its sockets were last looked at, ISO; null when they never were. */
  asOf: string | null
  /** Why they could not be. */
  fault: string | null
  units: TopologyUnitView[]
  localInstanceIds: string[]
}

export type RedisTopologyView = {
  servers: TopologyServerView[]
  /** All that these servers are connected to, named ones, and their own. */
  instances: RedisInstanceRowView[]
  sharedSockets: number
  wrongSockets: number
}
