// Forgets what is kept for a while only.
import type { DomainContext } from "@signalbox/domain/context"
import { pruneRedisMinutes } from "@signalbox/domain/redis/prune-redis-minutes"
import type { Logger } from "pino"

const TICK_MS = 3_600_000

/** Starts it, with a first round at once; the returned function stops it and waits for what is under way. */
export function runPruning(ctx: Pick<DomainContext, "db" | "clock"> & { log: Logger }): () => Promise<void> {
  let running = Promise.resolve()
  const prune = () => {
    running = running
      .then(() => pruneRedisMinutes(ctx))
      .catch((error: unknown) => ctx.log.error({ err: error }, "old figures could not be removed; trying again later"))
  }
  prune()
  const timer = setInterval(prune, TICK_MS)
  return async () => {
    clearInterval(timer)
    await running
  }
}
