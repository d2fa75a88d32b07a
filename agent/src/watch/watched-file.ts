// Says to `signalbox-agent watched` what the agent saw last and whether it was told. In /run: nothing of it outlives the
// agent, and no disk is written to.
import { readFile } from "node:fs/promises"
import { quantileMicros } from "@signalbox/protocol/latency-histogram"
import type { RedisObserved } from "@signalbox/protocol/redis"
import { RedisSockets } from "@signalbox/protocol/redis-sockets"
import { z } from "zod"
import { writeDurably } from "../write-durably.ts"

const WatchedRedis = z.object({
  at: z.number(),
  instance: z.string(),
  isLocal: z.boolean(),
  state: z.string(),
  fault: z.string().nullable(),
  version: z.string().nullable(),
  queues: z.number(),
  findings: z.array(z.string()),
  /** When the keys were last walked. */
  keyspacesAt: z.number().nullable(),
  /** Of the PINGs since the look before. */
  ping: z.object({
    count: z.number(),
    p50Micros: z.number().nullable(),
    p99Micros: z.number().nullable(),
    timeouts: z.number(),
    failures: z.number(),
  }),
  /** The control plane has it. */
  isTold: z.boolean(),
})
const Watched = z.object({ instances: z.array(WatchedRedis), sockets: RedisSockets.nullable() })
type WatchedRedis = z.infer<typeof WatchedRedis>
type Watched = z.infer<typeof Watched>

function watchedOf(seen: RedisObserved, isTold: boolean): WatchedRedis {
  const { at, instance, isLocal, state, fault, keyspacesAt } = seen
  return {
    ...{ at, instance, isLocal, state, fault, keyspacesAt, isTold },
    version: seen.facts && `${seen.facts.product} ${seen.facts.version}`,
    queues: seen.queues.length,
    findings: seen.findings.map(({ id }) => id),
    ping: {
      count: seen.ping?.roundTrips.count ?? 0,
      p50Micros: seen.ping && quantileMicros(seen.ping.roundTrips, 0.5),
      p99Micros: seen.ping && quantileMicros(seen.ping.roundTrips, 0.99),
      timeouts: seen.ping?.timeouts ?? 0,
      failures: seen.ping?.failures ?? 0,
    },
  }
}

export type WatchedFile = {
  seen(observed: RedisObserved, isTold: boolean): void
  sockets(told: RedisSockets): void
  /** Forgets instances of any other name. */
  keepOnly(names: readonly string[]): void
  /** Writes no more, and resolves when what is being written is written. */
  close(): Promise<void>
}

/** Writes one picture at a time; those that pass meanwhile are left out. */
export function createWatchedFile(path: string): WatchedFile {
  const instances = new Map<string, WatchedRedis>()
  let sockets: RedisSockets | null = null
  let [isStale, isClosed] = [false, false]
  let writing: Promise<void> | undefined

  async function writeAll(): Promise<void> {
    while (isStale && !isClosed) {
      isStale = false
      const watched: Watched = { instances: [...instances.values()], sockets }
      // Losing this file costs a line of a command for people: watching goes on.
      await writeDurably(path, JSON.stringify(watched), 0o600).catch(() => {})
    }
    writing = undefined
  }

  function write(): void {
    isStale = true
    if (!isClosed) writing ??= writeAll()
  }

  return {
    seen(observed, isTold) {
      instances.set(observed.instance, watchedOf(observed, isTold))
      write()
    },
    sockets(told) {
      sockets = told
      write()
    },
    keepOnly(names) {
      for (const name of instances.keys()) if (!names.includes(name)) instances.delete(name)
    },
    async close() {
      isClosed = true
      await writing
    },
  }
}

/** Undefined when no agent watches here. */
export async function readWatched(path: string): Promise<Watched | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined)
  return text === undefined ? undefined : Watched.parse(JSON.parse(text))
}
