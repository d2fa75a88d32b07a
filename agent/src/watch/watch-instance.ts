// One instance, watched: a connection that is kept, a look every few seconds, a walk of its keys now and then over a
// connection of its own, and PINGs all the time. It may be down, or change, at any moment.
import { Problem } from "@signalbox/protocol/problem"
import type { PingWindow, QueueFacts, RedisObserved } from "@signalbox/protocol/redis"
import type { RedisInfoReply } from "@signalbox/protocol/redis-info"
import { openRedis, type RedisTarget } from "../host/redis/connection.ts"
import { throughputBetween } from "../host/redis/find-queues.ts"
import { readKernelSettings } from "../host/redis/kernel-settings.ts"
import { lintRedis } from "../host/redis/lint.ts"
import { type BriefLook, lookBriefly } from "../host/redis/look-into-redis.ts"
import { mergeWindows, type PingProber, probePing } from "../host/redis/ping-prober.ts"
import { RedisFailure, textOf } from "../host/redis/reply.ts"
import { faultOf } from "./fault-words.ts"
import type { WatchedInstance } from "./find-instances.ts"
import { sectionsOf } from "./info-sections.ts"
import { keepConnection, REDIS_TIMEOUT_MS } from "./kept-connection.ts"
import { createWalks, type Walk, type WalkOptions } from "./walk-keys.ts"

const INFO_CHARS_MAX = 512 * 1024

export type InstanceWatch = {
  readonly instance: WatchedInstance
  /** Undefined while another look is under way, and for an optional instance that is not there. Never fails. */
  look(): Promise<RedisObserved | undefined>
  /** Takes back the PINGs of a look that could not be told: the next look has them too. */
  keepPing(window: PingWindow | null): void
  /** @throws Problem `no-answer`, saying why */
  info(): Promise<RedisInfoReply>
  close(): void
}

type Sight = Pick<RedisObserved, "state" | "fault"> & { brief: BriefLook | null; walk: Walk | null }

export function watchInstance(instance: WatchedInstance, options: WalkOptions): InstanceWatch {
  const { now } = options
  const walks = createWalks(options)
  const connection = keepConnection(instance.targets)
  let prober: (PingProber & { target: RedisTarget }) | undefined
  let untold: PingWindow | null = null
  let lastQueues: { queues: readonly QueueFacts[]; at: number } | undefined
  let [isClosed, isBusy, wasThere] = [false, false, !instance.isOptional]

  async function see(): Promise<Sight> {
    try {
      const brief = await connection.use((redis) => lookBriefly(redis, walks.last()?.queues ?? [], now))
      if (brief.facts.persistence.isLoading) return { ...faultOf("LOADING"), brief, walk: null }
      return { state: "up", fault: null, brief, walk: walks.last() ?? null }
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error
      return { ...faultOf(error.kind), brief: null, walk: null }
    }
  }

  /** A PING logs in: where that is refused, once in a look is enough. */
  function pingUnless(isRefused: boolean): void {
    const target = connection.target()
    if (prober && (isRefused || prober.target !== target)) {
      untold = merged(untold, prober.take())
      prober.close()
      prober = undefined
    }
    if (!isRefused) prober ??= { ...probePing({ target, now }), target }
  }

  function takePing(): PingWindow | null {
    const taken = prober ? merged(untold, prober.take()) : untold
    untold = null
    return taken
  }

  function queuesOf(brief: BriefLook | null): QueueFacts[] {
    if (!brief) return []
    const at = performance.now()
    const before = lastQueues
    lastQueues = { queues: brief.queues, at }
    return before ? throughputBetween(before.queues, brief.queues, Math.round(at - before.at)) : brief.queues
  }

  async function lookOnce(): Promise<RedisObserved | undefined> {
    const sight = await see()
    if (isClosed) return undefined
    wasThere ||= sight.state !== "down"
    if (!wasThere) return undefined
    pingUnless(sight.state === "refused")
    if (sight.state === "up") walks.walkIfDue(connection.target())
    return observedOf({ instance, sight, queues: queuesOf(sight.brief), ping: takePing(), now })
  }

  return {
    instance,
    async look() {
      if (isBusy || isClosed) return undefined
      isBusy = true
      return lookOnce().finally(() => {
        isBusy = false
        if (isClosed) connection.close()
      })
    },
    keepPing: (window) => {
      untold = merged(untold, window)
    },
    async info() {
      const open = await openRedis(connection.target(), REDIS_TIMEOUT_MS).catch(asProblem)
      try {
        return sectionsOf(textOf(await open.ask("INFO", "all").catch(asProblem), INFO_CHARS_MAX), now())
      } finally {
        open.close()
      }
    },
    close() {
      isClosed = true
      connection.close()
      prober?.close()
      walks.close()
    },
  }
}

function observedOf(parts: {
  instance: WatchedInstance
  sight: Sight
  queues: QueueFacts[]
  ping: PingWindow | null
  now: () => number
}): RedisObserved {
  const { instance, sight, queues, ping, now } = parts
  const { state, fault, brief, walk } = sight
  const { facts = null, clients = null, clientGroups = [] } = brief ?? {}
  const kernel = instance.isLocal ? readKernelSettings() : null
  return {
    at: now(),
    instance: instance.name,
    isLocal: instance.isLocal,
    state,
    fault,
    facts,
    settings: walk?.settings ?? null,
    clients,
    clientGroups,
    slowLog: walk?.slowLog ?? null,
    latencyEvents: walk?.latencyEvents ?? null,
    keyspaces: walk?.keyspaces.slice(0, 16) ?? [],
    keyspacesAt: walk?.at ?? null,
    queues: queues.slice(0, 200),
    findings: facts && walk ? lintRedis({ facts, settings: walk.settings, queues, kernel }) : [],
    ping,
  }
}

function merged(a: PingWindow | null, b: PingWindow | null): PingWindow | null {
  return a && b ? mergeWindows(a, b) : (a ?? b)
}

function asProblem(error: unknown): never {
  if (!(error instanceof RedisFailure)) throw error
  throw new Problem("no-answer", `The Redis gave no answer that could be used. ${faultOf(error.kind).fault}`)
}
