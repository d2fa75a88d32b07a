// A restart loses what was not saved, whatever the settings say about saving: so it is saved first.
import { Problem } from "@signalbox/protocol/problem"
import type { RedisConnection } from "../host/redis/connection.ts"
import { countKeys, readInfo } from "../host/redis/instance.ts"
import { pause } from "./settle-units.ts"

const LOOK_EVERY_MS = 100

/**
 * Makes sure that an instance which is stopped now comes back with its keys: a snapshot is written while it runs, and
 * another one when it stops. Returns the number of keys.
 * @throws Problem `check-failed` when no snapshot can be written: it is not stopped then
 */
export async function keepKeys(redis: RedisConnection, signal: AbortSignal): Promise<number> {
  // An append-only file that was switched on a moment ago is complete when it was rewritten; until then a restart would
  // find it empty, and take that for the data.
  await until(
    redis,
    signal,
    (info) => info.get("aof_rewrite_in_progress") !== "1" && info.get("aof_rewrite_scheduled") !== "1",
  )
  const keys = await countKeys(redis)
  if (keys === 0) return 0
  // Without a rule to save by, a Redis does not save when it stops. The file that it starts from has its own.
  await redis.ask("CONFIG", "SET", "save", "3600 1")
  await until(redis, signal, (info) => info.get("rdb_bgsave_in_progress") !== "1")
  await redis.ask("BGSAVE")
  const info = await until(redis, signal, (seen) => seen.get("rdb_bgsave_in_progress") !== "1")
  if (info.get("rdb_last_bgsave_status") !== "ok") {
    throw new Problem(
      "check-failed",
      `${keys} keys could not be saved to disk, so the Redis was not restarted: look at its log.`,
    )
  }
  return keys
}

async function until(
  redis: RedisConnection,
  signal: AbortSignal,
  isOver: (info: Map<string, string>) => boolean,
): Promise<Map<string, string>> {
  for (;;) {
    const info = await readInfo(redis, "persistence")
    if (isOver(info)) return info
    if (signal.aborted) throw new Problem("deadline-passed")
    await pause(LOOK_EVERY_MS, signal)
  }
}
