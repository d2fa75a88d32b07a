// A running instance that we administer: found by its address, entered with whichever of our passwords it takes.
import type { Command, RedisConnection } from "./connection.ts"
import { openRedis } from "./connection.ts"
import type { Login } from "./logins.ts"
import { itemsOf, RedisFailure, textOf } from "./reply.ts"

export type RedisPlace = { host: string; port: number }

const ANSWER_MS = 10_000

/**
 * A connection by the first login that is taken.
 * @throws RedisFailure `WRONGPASS` when none is, `ECONNREFUSED` and others when there is nobody
 */
export async function enter(
  place: RedisPlace,
  logins: readonly Login[],
): Promise<{ redis: RedisConnection; login: Login }> {
  for (const login of logins) {
    const redis = await openRedis({ ...place, ...login, isTls: false, db: 0 }, ANSWER_MS).catch(refusal)
    if (!redis) continue
    try {
      // An instance that wants a password says so only when it is asked something.
      await redis.ask("PING")
      return { redis, login }
    } catch (error) {
      redis.close()
      if (!(error instanceof RedisFailure) || !["NOAUTH", "NOPERM"].includes(error.kind)) throw error
    }
  }
  throw new RedisFailure("WRONGPASS")
}

/** Enters, asks, leaves. @throws RedisFailure */
export async function within<T>(
  place: RedisPlace,
  logins: readonly Login[],
  use: (redis: RedisConnection) => Promise<T>,
): Promise<T> {
  const { redis } = await enter(place, logins)
  try {
    return await use(redis)
  } finally {
    redis.close()
  }
}

/** Values by name; one that the instance does not know is left out. */
export async function readConfig(redis: RedisConnection, names: readonly string[]): Promise<Record<string, string>> {
  const answers = await redis.askAll(names.map((name): Command => ["CONFIG", "GET", name]))
  return Object.fromEntries(
    names.flatMap((name, at) => {
      const items = itemsOf(answers[at])
      return items.length >= 2 ? [[name, textOf(items[1], 4_000)]] : []
    }),
  )
}

/** A section of INFO as its fields. */
export async function readInfo(redis: RedisConnection, section: string): Promise<Map<string, string>> {
  const text = textOf(await redis.ask("INFO", section), 100_000)
  return new Map(
    text.split("\r\n").flatMap((line): [string, string][] => {
      const cut = line.indexOf(":")
      return cut < 1 ? [] : [[line.slice(0, cut), line.slice(cut + 1)]]
    }),
  )
}

export async function countKeys(redis: RedisConnection): Promise<number> {
  const counts = [...(await readInfo(redis, "keyspace")).values()].map((value) => /^keys=(\d+)/.exec(value)?.[1])
  return counts.reduce((sum, count) => sum + Number(count ?? 0), 0)
}

function refusal(error: unknown): undefined {
  if (error instanceof RedisFailure && error.kind === "WRONGPASS") return undefined
  throw error
}
