// What an undo does for a Redis beyond its file and its unit. As all of an undo, each step may find its work done already;
// and it is done by the agent as by its guardian, so it needs nothing but the plan and our private files.
import { existsSync } from "node:fs"
import type { CheckResult } from "@signalbox/protocol/check"
import { realFileSystem } from "../host/file-system.ts"
import { countKeys, readConfig, within } from "../host/redis/instance.ts"
import { accessOf, applySettings, applyUsers, LIVE_NAMES, readUsers } from "../host/redis/live-settings.ts"
import { readLogins } from "../host/redis/logins.ts"
import { REDIS_PRODUCTS } from "../host/redis/products.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import type { RedisUndo, UndoPlan } from "./change-record.ts"
import { installRedis, systemctl } from "./install-redis.ts"
import { keepKeys } from "./keep-keys.ts"
import { moveData } from "./move-data.ts"
import type { UndoContext } from "./undo-context.ts"
import { waitForRedis } from "./wait-for-redis.ts"

const SAVE_MS_MAX = 60_000
const INSTALL_MS_MAX = 90_000

/**
 * Sets a running instance back before it is looked at, and lets one that has to be restarted save what it holds. What
 * cannot be reached is left to the restart that follows.
 */
export async function setBack({ ledger }: Pick<UndoContext, "ledger">, { redis }: UndoPlan): Promise<void> {
  if (!redis?.before || redis.isInstalling) return
  const { before, after } = redis
  const logins = readLogins(realFileSystem, ledger.stateDir, redis.unit)
  for (const place of [before, ...(after ? [after] : [])]) {
    try {
      await within(place, logins, async (connection) => {
        const isElsewhere = place.port !== before.port || place.host !== before.host
        await applySettings(connection, before.settings)
        await applyUsers(connection, before.users)
        const known = new Set(before.users.map(({ name }) => name))
        const others = (await readUsers(connection)).filter(({ name }) => !known.has(name))
        for (const { name } of others) await connection.ask("ACL", "DELUSER", name)
        const { bind } = await readConfig(connection, ["bind"])
        if (isElsewhere || bind !== before.bind) await keepKeys(connection, AbortSignal.timeout(SAVE_MS_MAX))
      })
      return
    } catch {
      // Nobody is there, or it is going: the unit is looked at next.
    }
  }
}

/** Undoes a removal as far as its unit can be started again: the package, the data file. */
export async function bringBack({ supervisor, clock }: UndoContext, id: string, { redis }: UndoPlan): Promise<void> {
  const { outside } = supervisor
  if (!redis || redis.after || !outside) return
  const host = { ...supervisor, outside }
  const product = REDIS_PRODUCTS[redis.product]
  if (!existsSync(product.program)) {
    const end = clock.monotonic() + INSTALL_MS_MAX
    await installRedis(host, { id, unit: redis.unit, product, msLeft: () => end - clock.monotonic() })
    await systemctl(host, ["unmask", "--", redis.unit])
  }
  if (redis.aside && existsSync(redis.aside.to)) {
    const { from: to, to: from, account } = redis.aside
    await moveData(host, { id, from, to, account })
  }
}

/** After its unit is as before: what was masked, or did not start with the server, is so again. */
export async function maskAgain({ supervisor }: UndoContext, { redis }: UndoPlan): Promise<void> {
  const { outside } = supervisor
  if (!redis || !outside) return
  const host = { ...supervisor, outside }
  if (redis.wasEnabled) await systemctl(host, ["enable", "--", redis.unit])
  else await systemctl(host, ["disable", "--", redis.unit], true)
  if (redis.wasMasked) await systemctl(host, ["mask", "--", redis.unit])
}

/** By its own word, when it ran before. */
export async function checkSetBack(ctx: UndoContext, { redis }: UndoPlan, deadlineMs: number): Promise<CheckResult[]> {
  if (!redis?.before || redis.isInstalling) return []
  const begun = ctx.clock.monotonic()
  const { before } = redis
  const seen = await seenNow(ctx, redis, AbortSignal.timeout(Math.max(1, deadlineMs))).catch((error: unknown) => {
    if (error instanceof RedisFailure) return `it cannot be asked (${error.kind})`
    throw error
  })
  return [
    {
      kind: "redis-setting",
      title: `The Redis of ${redis.unit} is as before`,
      verdict: seen === "as before" ? "pass" : "fail",
      expected: `its settings, users and ${before.keys} keys`.slice(0, 500),
      seen: seen.slice(0, 1_000),
      tookMs: Math.round(ctx.clock.monotonic() - begun),
    },
  ]
}

async function seenNow({ ledger, supervisor }: UndoContext, redis: RedisUndo, signal: AbortSignal): Promise<string> {
  const { before, unit } = redis
  if (!before) return "as before"
  const logins = readLogins(realFileSystem, ledger.stateDir, unit)
  await waitForRedis(supervisor, { unit, place: before, logins, signal })
  return within(before, logins, async (connection) => {
    const settings = await readConfig(connection, [...LIVE_NAMES, "bind"])
    const wrong = Object.keys(before.settings).filter((name) => settings[name] !== before.settings[name])
    if (settings["bind"] !== before.bind) wrong.push("bind")
    if (wrong.length > 0) return `${wrong.join(", ")} differ`
    const users = new Map((await readUsers(connection)).map((user) => [user.name, accessOf(user)]))
    const isAccess =
      before.users.every((user) => users.get(user.name) === accessOf(user)) && users.size === before.users.length
    if (!isAccess) return "its users differ"
    const keys = await countKeys(connection)
    return keys >= Math.floor(before.keys * 0.9) ? "as before" : `${keys} keys`
  })
}
