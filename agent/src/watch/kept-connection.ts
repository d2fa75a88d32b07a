import { openRedis, type RedisConnection, type RedisTarget } from "../host/redis/connection.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import { faultOf } from "./fault-words.ts"

export const REDIS_TIMEOUT_MS = 5_000

export type KeptConnection = {
  /** The way in that served last. */
  target(): RedisTarget
  /**
   * Env files may say different things of how to get in: when one way is refused, the next is tried.
   * @throws RedisFailure of the last way that was tried
   */
  use<T>(work: (redis: RedisConnection) => Promise<T>): Promise<T>
  close(): void
}

/** A connection to one instance that is made when it is needed and kept until it fails. @param targets at least one */
export function keepConnection(targets: readonly RedisTarget[]): KeptConnection {
  let target = targets[0] as RedisTarget
  let redis: RedisConnection | undefined

  async function tryWay<T>(way: RedisTarget, work: (redis: RedisConnection) => Promise<T>): Promise<T> {
    const kept = way === target ? redis : undefined
    if (!kept) redis?.close()
    try {
      redis = kept ?? (await openRedis(way, REDIS_TIMEOUT_MS))
      return await work(redis)
    } catch (error) {
      redis?.close()
      redis = undefined
      // One that was kept may have ended long ago: the server was started anew, and is there.
      if (kept && error instanceof RedisFailure && error.kind !== "timed-out") return tryWay(way, work)
      throw error
    }
  }

  return {
    target: () => target,
    async use(work) {
      let last: unknown
      for (const way of [target, ...targets.filter((each) => each !== target)]) {
        try {
          const found = await tryWay(way, work)
          target = way
          return found
        } catch (error) {
          last = error
          if (!(error instanceof RedisFailure) || faultOf(error.kind).state !== "refused") break
        }
      }
      throw last
    },
    close: () => redis?.close(),
  }
}
