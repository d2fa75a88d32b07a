// One instance, watched: a PING each second, a cheap look each round, a deep one now and then.
import { mergeHistograms } from "@signalbox/protocol/latency-histogram"
import type { PingWindow, QueueFacts, RedisObserved } from "@signalbox/protocol/redis"
import { groupClients, listClients } from "../host/redis/client-list.ts"
import { openRedis, type RedisConnection } from "../host/redis/connection.ts"
import { throughputBetween } from "../host/redis/find-queues.ts"
import { factsOf, readInfo } from "../host/redis/info.ts"
import { readKernelSettings } from "../host/redis/kernel-settings.ts"
import { lintRedis } from "../host/redis/lint.ts"
import { lookAtQueues, lookIntoRedis, type RedisLook } from "../host/redis/look-into-redis.ts"
import { probePing } from "../host/redis/ping-prober.ts"
import { RedisFailure, textOf } from "../host/redis/reply.ts"
import type { WatchedInstance } from "./watched-instances.ts"

const TIMEOUT_MS = 5_000
const INFO_CHARS_MAX = 128 * 1024
const DEEP_EVERY_MS = 300_000

export type InstanceWatch = {
  readonly watched: WatchedInstance
  /** Looks, and says what was seen; never throws. */
  look(): Promise<RedisObserved>
  /** What was measured could not be told: it counts to the next look. */
  keep(window: PingWindow | null): void
  /** INFO as text. @throws RedisFailure */
  info(): Promise<string>
  close(): void
}

type Seen = { look: RedisLook; at: number; queues: QueueFacts[]; queuesAt: number }

export function watchInstance(watched: WatchedInstance, now: () => number = Date.now): InstanceWatch {
  const { target, instance, isLocal } = watched
  const prober = probePing({ target })
  let redis: RedisConnection | undefined
  let seen: Seen | undefined
  let kept: PingWindow | null = null

  const connected = async () => (redis ??= await openRedis(target, TIMEOUT_MS))
  async function lookOnce(): Promise<Partial<RedisObserved>> {
    const connection = await connected()
    if (!seen || now() - seen.at >= DEEP_EVERY_MS) {
      const look = await lookIntoRedis(connection, { now })
      seen = { look, at: now(), queues: look.queues, queuesAt: now() }
      return { facts: look.facts, clients: look.clients, clientGroups: look.clientGroups, queues: look.queues }
    }
    const facts = factsOf(await readInfo(connection), now())
    const clients = await listClients(connection, facts.clients.connected)
    const queues = await lookAtQueues(connection, seen.look, now)
    const measured = throughputBetween(seen.queues, queues, Math.max(1, now() - seen.queuesAt))
    Object.assign(seen, { queues, queuesAt: now() })
    return { facts, clients, clientGroups: groupClients(clients ?? []), queues: measured }
  }

  function observed(part: Partial<RedisObserved>, state: RedisObserved["state"], fault: string | null): RedisObserved {
    const { settings = null, slowLog = null, latencyEvents = null, keyspaces = [] } = seen?.look ?? {}
    const { facts = null, queues = [] } = part
    const findings =
      facts && settings ? lintRedis({ facts, settings, queues, kernel: isLocal ? readKernelSettings() : null }) : []
    const ping = merged(kept, prober.take())
    kept = null
    return {
      ...{ at: now(), instance, isLocal, state, fault, facts, settings, clients: part.clients ?? null },
      ...{ clientGroups: part.clientGroups ?? [], slowLog, latencyEvents, keyspaces },
      ...{ keyspacesAt: seen?.at ?? null, queues, findings: findings.slice(0, 40), ping },
    }
  }

  return {
    watched,
    async look() {
      try {
        const part = await lookOnce()
        return observed(part, part.facts?.persistence.isLoading ? "loading" : "up", null)
      } catch (error) {
        redis?.close()
        redis = undefined
        seen = undefined
        return observed({}, ...stateOf(error))
      }
    },
    keep(window) {
      kept = window && merged(kept, window)
    },
    info: async () => textOf(await (await connected()).ask("INFO", "everything"), INFO_CHARS_MAX),
    close() {
      prober.close()
      redis?.close()
    },
  }
}

/** The words of a failure are our own: what a server answers may repeat what it was sent. */
function stateOf(error: unknown): [RedisObserved["state"], string] {
  const kind = error instanceof RedisFailure ? error.kind : "closed"
  if (kind === "LOADING") return ["loading", "It loads its data from disk."]
  if (["WRONGPASS", "NOAUTH", "NOPERM"].includes(kind)) return ["refused", `It does not let us in: ${kind}.`]
  if (kind === "timed-out") return ["down", `It gave no answer in ${TIMEOUT_MS / 1_000} s.`]
  return ["down", `It cannot be reached: ${kind}.`.slice(0, 300)]
}

/** Two windows that follow one another, as one. */
export function merged(before: PingWindow | null, after: PingWindow): PingWindow {
  if (!before) return after
  return {
    from: before.from,
    to: after.to,
    roundTrips: mergeHistograms(before.roundTrips, after.roundTrips),
    timeouts: before.timeouts + after.timeouts,
    failures: before.failures + after.failures,
  }
}
