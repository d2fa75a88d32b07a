// Which Redis instances this server watches: those that the env files of its host policy name, where the policy lets checks connect.

import { readEnv } from "@signalbox/env-file/dialects"
import { redisEndpointsOf, stemOfHostKey } from "@signalbox/env-file/redis-endpoints"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { redisTargetOf } from "../checks/redis-target.ts"
import { type ObserveContext, readPermittedEnv } from "../host/observe.ts"
import type { RedisTarget } from "../host/redis/connection.ts"
import { nameOf } from "../host/sockets/known-redis.ts"
import { isProbe } from "../policy.ts"

export type WatchedInstance = {
  /** `host:port` as the env files write it. */
  instance: string
  isLocal: boolean
  /** With what the env files log in by; database 0. */
  target: RedisTarget
}

const INSTANCES_MAX = 16
const LOOPBACK = /^(127\.|::1$|localhost$)/
const TIMEOUT_MS = 5_000

/** Each once. Of several ways to log in the one with a password counts. What cannot be read names none. */
export async function watchedInstances(
  ctx: Pick<ObserveContext, "policyPath" | "files">,
  policy: HostPolicy,
): Promise<WatchedInstance[]> {
  const found = new Map<string, WatchedInstance>()
  for (const { path } of policy.env) {
    const text = await textOf(ctx, path)
    for (const target of text === null ? [] : targetsIn(text)) {
      const instance = nameOf(target)
      const before = found.get(instance)
      if (!isProbe(policy, target.host, target.port) || (before && before.target.password !== "")) continue
      found.set(instance, { instance, isLocal: LOOPBACK.test(target.host), target })
    }
  }
  for (const { port } of policy.redis) {
    const instance = nameOf({ host: "127.0.0.1", port })
    const target = { host: "127.0.0.1", port, username: "", password: "", isTls: false, db: 0 }
    if (!found.has(instance)) found.set(instance, { instance, isLocal: true, target })
  }
  return [...found.values()].slice(0, INSTANCES_MAX)
}

function targetsIn(text: string): RedisTarget[] {
  const values = readEnv(text, "dotenv").values
  return redisEndpointsOf(text).flatMap(({ key, host, port }) => {
    // Whose sockets go to a unix socket is not told, and a path is no address of the policy.
    if (host.startsWith("/")) return []
    const stem = stemOfHostKey(key)
    if (stem === undefined || /:\/\//.test(values.get(key) ?? "")) {
      const found = redisTargetOf({ kind: "redis-ping", urlKey: key, withinMs: TIMEOUT_MS }, text)
      return found.ok ? [{ ...found, db: 0 }] : []
    }
    const beside = (...names: string[]) =>
      names.map((name) => values.get(`${stem}${name}`)).find((value) => value !== undefined && value !== "") ?? ""
    const password = beside("PASSWORD", "PASS", "AUTH")
    const isTls = /^(1|true|yes|on)$/i.test(beside("TLS", "SSL"))
    return [{ host, port, username: beside("USERNAME", "USER"), password, isTls, db: 0 }]
  })
}

async function textOf(ctx: Pick<ObserveContext, "policyPath" | "files">, path: string): Promise<string | null> {
  try {
    return (await readPermittedEnv(ctx, path)).text
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
