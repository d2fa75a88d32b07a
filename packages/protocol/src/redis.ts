import { z } from "zod"
import { LatencyHistogram } from "./latency-histogram.ts"

// What an agent tells of a Redis instance that it watches. No value of a key and no password is in any of it, and keys
// appear as patterns only (`session:#`). What a server would not say is null, never 0: nobody reads a guess as a figure.

const bytes = z.number().min(0).nullable()
const count = z.number().int().min(0).nullable()
const seconds = z.number().nullable()
const ratio = z.number().min(0).nullable()
const word = z.string().max(120)

/** A program that answers like Redis does. */
export const RedisProduct = z.enum(["redis", "valkey", "keydb", "other"])
export type RedisProduct = z.infer<typeof RedisProduct>

export const RedisDatabase = z.strictObject({
  index: z.number().int().min(0),
  keys: z.number().int().min(0),
  /** Keys that have a time to live. */
  expiring: z.number().int().min(0),
})
export type RedisDatabase = z.infer<typeof RedisDatabase>

/** From INFO alone, which every user may ask who may ask anything. */
export const RedisFacts = z.strictObject({
  /** When it was read, milliseconds since the epoch as the agent's server has it. */
  at: z.number(),
  product: RedisProduct,
  version: word,
  mode: word,
  processId: count,
  configFile: z.string().max(1_024).nullable(),
  uptimeSeconds: seconds,
  memory: z.strictObject({
    usedBytes: bytes,
    residentBytes: bytes,
    peakBytes: bytes,
    /** What the machine or the container has. */
    systemBytes: bytes,
    /** 0 for no limit. */
    maxBytes: bytes,
    policy: word,
    fragmentation: ratio,
  }),
  clients: z.strictObject({ connected: count, blocked: count, max: count, rejected: count }),
  traffic: z.strictObject({
    opsPerSecond: ratio,
    commands: count,
    connections: count,
    hits: count,
    misses: count,
    evictedKeys: count,
    expiredKeys: count,
    inputBytes: bytes,
    outputBytes: bytes,
  }),
  persistence: z.strictObject({
    isLoading: z.boolean(),
    changesSinceSave: count,
    isSaving: z.boolean(),
    /** Milliseconds since the epoch. */
    lastSaveAt: z.number().nullable(),
    lastSaveOk: z.boolean().nullable(),
    appendOnly: z.boolean().nullable(),
    lastAppendOk: z.boolean().nullable(),
  }),
  replication: z.strictObject({
    role: z.enum(["primary", "replica", "unknown"]),
    replicas: count,
    /** Of a replica; null on a primary. */
    isLinkUp: z.boolean().nullable(),
  }),
  cpu: z.strictObject({ systemSeconds: seconds, userSeconds: seconds }),
  databases: z.array(RedisDatabase).max(64),
})
export type RedisFacts = z.infer<typeof RedisFacts>

/** What only CONFIG, ACL and LATENCY tell, and an ACL user may be refused: then it is null. */
export const RedisSettings = z.strictObject({
  /** Addresses it listens on; empty for all of them. */
  bind: z.array(word).max(32).nullable(),
  isProtected: z.boolean().nullable(),
  /** False when it writes no snapshots of its own accord. */
  savesSnapshots: z.boolean().nullable(),
  maxClients: count,
  defaultUser: z
    .strictObject({
      isOn: z.boolean(),
      needsPassword: z.boolean(),
      hasAllCommands: z.boolean(),
      hasAllKeys: z.boolean(),
    })
    .nullable(),
  /** The name that our own connection goes by. */
  ownUser: word.nullable(),
})
export type RedisSettings = z.infer<typeof RedisSettings>

/** Milliseconds; of one kind of event that Redis's own latency monitor saw. */
export const LatencyEvent = z.strictObject({
  name: word,
  at: z.number(),
  latestMs: z.number().min(0),
  maxMs: z.number().min(0),
  history: z.array(z.strictObject({ at: z.number(), ms: z.number().min(0) })).max(160),
})
export type LatencyEvent = z.infer<typeof LatencyEvent>

export const SlowEntry = z.strictObject({
  id: z.number().int().min(0),
  at: z.number(),
  tookMicros: z.number().min(0),
  command: word,
  /** Pattern of the first key; null for a command that has none or that we do not know. */
  keyPattern: z.string().max(160).nullable(),
  /** Of the client, without its port. */
  address: z.string().max(64),
  clientName: word,
})
export type SlowEntry = z.infer<typeof SlowEntry>

export const RedisClient = z.strictObject({
  id: z.number().int().min(0),
  address: z.string().max(128),
  port: z.number().int().min(0).max(65_535),
  name: z.string().max(200),
  db: z.number().int().min(0),
  ageSeconds: z.number().min(0),
  idleSeconds: z.number().min(0),
  /** The last command, such as `brpop`. */
  command: word,
  isBlocked: z.boolean(),
  user: word,
  library: word,
})
export type RedisClient = z.infer<typeof RedisClient>

/** The clients of one address. `names` without those that have none. */
export const ClientGroup = z.strictObject({
  address: z.string().max(128),
  count: z.number().int().min(1),
  blocked: z.number().int().min(0),
  oldestSeconds: z.number().min(0),
  names: z.array(z.strictObject({ name: z.string().max(200), count: z.number().int().min(1) })).max(32),
})
export type ClientGroup = z.infer<typeof ClientGroup>

export const KeyPatternCount = z.strictObject({
  pattern: z.string().max(160),
  /** Keys seen. */
  keys: z.number().int().min(0),
  /** Mean of those whose memory was asked for; null when none was. */
  meanBytes: bytes,
  sampled: z.number().int().min(0),
})
export type KeyPatternCount = z.infer<typeof KeyPatternCount>

export const KeyspaceSample = z.strictObject({
  db: z.number().int().min(0),
  /** DBSIZE when it began. */
  keys: z.number().int().min(0),
  seen: z.number().int().min(0),
  /** Every key was seen; otherwise `patterns` is a sample of seen/keys. */
  isComplete: z.boolean(),
  endedBy: z.enum(["all-seen", "time", "keys"]),
  tookMs: z.number().min(0),
  /** By the instance's own clock. */
  instanceMicros: z.number().min(0),
  slowestCallMicros: z.number().min(0),
  patterns: z.array(KeyPatternCount).max(200),
})
export type KeyspaceSample = z.infer<typeof KeyspaceSample>

const depth = z.number().int().min(0)
const perSecond = z.number().min(0).nullable()

/** The jobs of one Bull 3/4 or BullMQ queue, by state, as the library itself counts them. */
export const BullQueueFacts = z.strictObject({
  kind: z.enum(["bull", "bullmq"]),
  db: depth,
  prefix: z.string().max(200),
  name: z.string().max(200),
  /** As the queue says; null when it does not. */
  libraryVersion: word.nullable(),
  isPaused: z.boolean(),
  depths: z.strictObject({
    waiting: depth,
    active: depth,
    delayed: depth,
    failed: depth,
    completed: depth,
    paused: depth,
    prioritized: depth,
    waitingChildren: depth,
  }),
  /** Milliseconds that the longest waiting job has waited, of those at both ends of the queue. */
  oldestWaitingMs: z.number().min(0).nullable(),
  /** Connections that call themselves workers of this queue; null when clients could not be listed. */
  workers: count,
  /** Jobs ever added, as the queue counts them. */
  added: depth,
  throughput: z
    .strictObject({
      /** Over how long. */
      windowMs: z.number().min(0),
      addedPerSecond: perSecond,
      /** Jobs that left the queue: those added, less what the unfinished ones grew by. */
      finishedPerSecond: perSecond,
    })
    .nullable(),
})
export type BullQueueFacts = z.infer<typeof BullQueueFacts>

/** The queues of one Celery (kombu) key prefix in one database. */
export const CeleryFacts = z.strictObject({
  kind: z.literal("celery"),
  db: depth,
  keyPrefix: z.string().max(200),
  /** By which its queues are found again without a walk. */
  exchanges: z.array(z.string().max(200)).max(200),
  queues: z.array(z.strictObject({ name: z.string().max(200), waiting: depth })).max(200),
  /** Taken by a worker and not yet acknowledged, those that wait for their time included. */
  unacked: depth,
  /** Of the unacked, those with an eta still to come; null when there are too many to look at each. */
  scheduled: depth.nullable(),
  /** Milliseconds since the longest held one was taken. */
  oldestUnackedMs: z.number().min(0).nullable(),
  /** Connections that wait for tasks in this database; null when clients could not be listed. */
  workers: count,
})
export type CeleryFacts = z.infer<typeof CeleryFacts>

export const QueueFacts = z.discriminatedUnion("kind", [BullQueueFacts, CeleryFacts])
export type QueueFacts = z.infer<typeof QueueFacts>

/** Round trips of PING from this server to one instance. */
export const PingWindow = z.strictObject({
  from: z.number(),
  to: z.number(),
  roundTrips: LatencyHistogram,
  timeouts: depth,
  /** Refused, reset, logged out: anything but an answer or a time-out. */
  failures: depth,
})
export type PingWindow = z.infer<typeof PingWindow>

export const RedisFinding = z.strictObject({
  id: z.string().max(60),
  severity: z.enum(["danger", "warning", "note"]),
  /** What was seen, with the figures. */
  seen: z.string().max(400),
  why: z.string().max(400),
  fix: z.string().max(400),
})
export type RedisFinding = z.infer<typeof RedisFinding>

/** One look from one server at one instance. What was not looked at, or may not be, is null. */
export const RedisObserved = z.strictObject({
  /** Milliseconds since the epoch, as the agent's server has it. */
  at: z.number(),
  /** `host:port` as this server's env files name it. */
  instance: z.string().max(300),
  isLocal: z.boolean(),
  /** `refused`: it answers, and does not let us in. */
  state: z.enum(["up", "loading", "down", "refused"]),
  /** Why it is not up, in words without any secret; null when it is. */
  fault: z.string().max(300).nullable(),
  facts: RedisFacts.nullable(),
  settings: RedisSettings.nullable(),
  clients: z.array(RedisClient).max(500).nullable(),
  clientGroups: z.array(ClientGroup).max(500),
  slowLog: z.array(SlowEntry).max(128).nullable(),
  latencyEvents: z.array(LatencyEvent).max(32).nullable(),
  keyspaces: z.array(KeyspaceSample).max(16),
  /** When the keys were last walked; null when they never were. */
  keyspacesAt: z.number().nullable(),
  queues: z.array(QueueFacts).max(200),
  findings: z.array(RedisFinding).max(40),
  /** Round trips since the last look. */
  ping: PingWindow.nullable(),
})
export type RedisObserved = z.infer<typeof RedisObserved>
