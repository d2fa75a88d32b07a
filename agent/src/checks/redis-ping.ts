import { Redis } from "ioredis"
import type { Check, Seen } from "./check.ts"
import { type RedisTarget, redisTargetOf } from "./redis-target.ts"
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

async function ping(target: Extract<RedisTarget, { ok: true }>, timeoutMs: number): Promise<Seen> {
  const place = `${target.host}:${target.port}`
  const redis = new Redis({
    host: target.host,
    port: target.port,
    ...(target.username && { username: target.username }),
    ...(target.password && { password: target.password }),
    ...(target.isTls && { tls: {} }),
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    connectionName: "signalbox-check",
  })
  let last = "no answer"
  // Without a listener, an error event would end the agent.
  redis.on("error", (error: Error) => {
    last = kindOf(error)
  })
  try {
    await redis.connect()
    const answer = await redis.ping()
    return answer === "PONG" ? { verdict: "pass", seen: `PONG from ${place}` } : { verdict: "fail", seen: "no PONG" }
  } catch (error) {
    const why = error instanceof Error ? kindOf(error) : last
    return { verdict: "fail", seen: `${place}: ${why === "closed" ? last : why}` }
  } finally {
    redis.disconnect()
  }
}

/** Only the kind of error: a message may repeat what was sent. */
function kindOf(error: Error): string {
  if ("code" in error && typeof error.code === "string") return error.code
  const kind = /^(WRONGPASS|NOAUTH|NOPERM|ERR AUTH|LOADING|MASTERDOWN|DENIED)/.exec(error.message)?.[1]
  if (kind) return kind
  return error.message.startsWith("Connection is closed") ? "closed" : "no answer"
}
