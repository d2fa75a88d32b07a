// Before a worker leaves a broker, what waits there is worked off: it would stay behind, and nobody would hear of it.
import { redisEndpointsOf, stemOfHostKey } from "@signalbox/env-file/redis-endpoints"
import type { Drain } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { type RedisCheck, redisTargetOf } from "../checks/redis-target.ts"
import type { Clock } from "../host/clock.ts"
import { celeryDepth } from "../host/redis/celery-queues.ts"
import { openRedis, type RedisConnection, type RedisTarget } from "../host/redis/connection.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import { pause } from "./settle-units.ts"

const TIMEOUT_MS = 5_000
const LOOK_EVERY_MS = 250
/** A task that was taken is in nobody's list until its worker has said so: over a slow link that takes a round trip or two. */
const EMPTY_FOR_MS = 2_000

type Options = {
  clock: Pick<Clock, "monotonic">
  signal: AbortSignal
  onWaiting(count: number): void
}

/**
 * Resolves once all of the queues have been empty, and nothing of them held unacknowledged, for a while.
 * @param text of the file as it was before the change
 * @throws Problem `check-failed` when they are not in time, or cannot be looked at
 */
export async function drainBrokers(drain: Drain | undefined, text: string, options: Options): Promise<void> {
  const until = options.clock.monotonic() + (drain?.withinMs ?? 0)
  for (const broker of drain?.brokers ?? []) {
    const target = targetOf(text, broker.key)
    const redis = await openRedis(target, TIMEOUT_MS).catch((error: unknown) => {
      throw cannotLook(broker.key, error)
    })
    try {
      await untilEmpty(redis, { ...options, broker, until })
    } catch (error) {
      throw error instanceof RedisFailure ? cannotLook(broker.key, error) : error
    } finally {
      redis.close()
    }
  }
}

type Wait = Options & { broker: Drain["brokers"][number]; until: number }

async function untilEmpty(redis: RedisConnection, wait: Wait): Promise<void> {
  const { broker, clock, signal, until, onWaiting } = wait
  let emptySince: number | undefined
  for (;;) {
    const count = await celeryDepth(redis, broker)
    const now = clock.monotonic()
    emptySince = count === 0 ? (emptySince ?? now) : undefined
    if (emptySince !== undefined && now - emptySince >= EMPTY_FOR_MS) return
    if (signal.aborted || now >= until) {
      const tasks = count === 1 ? "1 task waits" : `${count} tasks wait`
      throw new Problem("check-failed", `${tasks} still on the broker of ${broker.key}, and would have stayed there.`)
    }
    onWaiting(count)
    await pause(LOOK_EVERY_MS, signal)
  }
}

/** The question that reaches the same Redis: what a check may not connect to, a drain may not either. */
export function pingOf(key: string): RedisCheck {
  const stem = stemOfHostKey(key)
  const keys =
    stem === undefined ? { urlKey: key } : { hostKey: key, portKey: `${stem}PORT`, passwordKey: `${stem}PASSWORD` }
  return { kind: "redis-ping", withinMs: TIMEOUT_MS, ...keys }
}

/** @throws Problem `check-failed` when the old file names no Redis by this key */
function targetOf(text: string, key: string): RedisTarget {
  const endpoint = redisEndpointsOf(text).find((each) => each.key === key)
  const found = redisTargetOf(pingOf(key), text)
  if (!endpoint || !found.ok) {
    throw new Problem("check-failed", `The old file names no broker by ${key}${found.ok ? "" : `: ${found.why}`}.`)
  }
  return { ...found, db: endpoint.db }
}

function cannotLook(key: string, error: unknown): Problem {
  const kind = error instanceof RedisFailure ? error.kind : "closed"
  return new Problem("check-failed", `Whether tasks wait on the broker of ${key} could not be seen: ${kind}.`)
}
