import { openRedis, type RedisTarget } from "../host/redis/connection.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import type { Check, Seen } from "./check.ts"
import { redisTargetOf } from "./redis-target.ts"
import { tryUntil } from "./try-until.ts"

const CONNECT_MS = 5_000

export const redisPing: Check<"redis-ping"> = {
  expected: (spec) => `PONG within ${spec.withinMs / 1000} s, logged in as the env file says`,
  run: async (spec, { clock, signal, envText }) => {
    const target = redisTargetOf(spec, envText)
    if (!target.ok) return { verdict: "fail", seen: target.why }
    return tryUntil({ clock, withinMs: spec.withinMs, signal }, () => ping(target, Math.min(CONNECT_MS, spec.withinMs)))
  },
}

async function ping(target: RedisTarget, timeoutMs: number): Promise<Seen> {
  const place = `${target.host}:${target.port}`
  try {
    const redis = await openRedis(target, timeoutMs)
    const answer = await redis.ask("PING").finally(redis.close)
    return answer === "PONG" ? { verdict: "pass", seen: `PONG from ${place}` } : { verdict: "fail", seen: "no PONG" }
  } catch (error) {
    const kind = error instanceof RedisFailure ? error.kind : "closed"
    return { verdict: "fail", seen: `${place}: ${kind === "timed-out" ? `no answer in ${timeoutMs} ms` : kind}` }
  }
}
