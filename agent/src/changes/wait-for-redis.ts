import { Problem } from "@signalbox/protocol/problem"
import { type RedisPlace, readInfo, within } from "../host/redis/instance.ts"
import type { Login } from "../host/redis/logins.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import type { Supervisor } from "../host/units/supervisor.ts"
import { pause } from "./settle-units.ts"

const LOOK_EVERY_MS = 200

export type Loaded = {
  /** Of its file, when it started; null when this version does not say. */
  keys: number | null
}

/**
 * Waits for as long as the instance loads its data: that is no failure, however long it takes. A unit that fails is.
 * @throws Problem `restart-failed`, `check-failed` when none of the logins is taken, `deadline-passed`
 */
export async function waitForRedis(
  supervisor: Pick<Supervisor, "show">,
  at: { unit: string; place: RedisPlace; logins: readonly Login[]; signal: AbortSignal },
): Promise<Loaded> {
  for (;;) {
    const info = await within(at.place, at.logins, (redis) => readInfo(redis, "persistence")).catch(notYet)
    if (info?.get("loading") === "0") return { keys: loadedKeys(info) }
    if (at.signal.aborted) throw new Problem("deadline-passed")
    const [unit] = await supervisor.show([at.unit])
    if (unit?.activeState === "failed" || unit?.subState === "auto-restart") {
      throw new Problem(
        "restart-failed",
        `${at.unit} did not stay up: ${unit.activeState} ${unit.subState} (${unit.result}).`,
      )
    }
    await pause(LOOK_EVERY_MS, at.signal)
  }
}

function loadedKeys(info: Map<string, string>): number | null {
  const [loaded, expired] = [info.get("rdb_last_load_keys_loaded"), info.get("rdb_last_load_keys_expired")]
  return loaded === undefined ? null : Number(loaded) + Number(expired ?? 0)
}

function notYet(error: unknown): undefined {
  if (error instanceof RedisFailure && error.kind === "WRONGPASS") {
    throw new Problem("check-failed", "The Redis takes none of the passwords that it should.")
  }
  if (!(error instanceof RedisFailure)) throw error
}
