// Taking a local Redis away: nobody may be connected, and what it held stays on the disk under a name of its own.
import { existsSync } from "node:fs"
import type { RedisChange } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { Problem } from "@signalbox/protocol/problem"
import { realFileSystem } from "../host/file-system.ts"
import { describeListener, readClients, readListeners } from "../host/listeners.ts"
import { parseClientList } from "../host/redis/client-list.ts"
import { CLIENT_NAME, type RedisConnection } from "../host/redis/connection.ts"
import { type RedisPlace, within } from "../host/redis/instance.ts"
import { readLogins } from "../host/redis/logins.ts"
import { REDIS_PRODUCTS } from "../host/redis/products.ts"
import { textOf } from "../host/redis/reply.ts"
import type { Outside } from "../host/units/supervisor.ts"
import type { ApplyContext } from "./apply-context.ts"
import type { RedisUndo } from "./change-record.ts"
import { removeRedis, systemctl } from "./install-redis.ts"
import { keepKeys } from "./keep-keys.ts"
import { moveData } from "./move-data.ts"
import { redisHostOf } from "./redis-host.ts"
import type { Attempt } from "./transaction.ts"

const LIST_CHARS_MAX = 1_000_000
const NAMED_MAX = 5
const STOP_MS_MAX = 120_000

/** @throws Problem `in-use`, naming who is connected: address, and program and unit of those on this server */
export async function checkDisconnected(
  outside: Outside,
  { redis, unit, place, id }: { redis: RedisConnection; unit: string; place: RedisPlace; id: string },
): Promise<void> {
  const clients = parseClientList(textOf(await redis.ask("CLIENT", "LIST"), LIST_CHARS_MAX))
  const others = clients.filter((client) => client.name !== CLIENT_NAME)
  if (others.length === 0) return
  const local = await readClients(outside, `signalbox-clients-${id}.service`, place.port)
  const named = others.slice(0, NAMED_MAX).map(({ address, port }) => {
    const program = local.get(`${address}:${port}`)
    return program ? `${describeListener(program)} from ${address}:${port}` : `${address}:${port}`
  })
  const more = others.length > NAMED_MAX ? ` and ${others.length - NAMED_MAX} more` : ""
  throw new Problem("in-use", `${unit} still has clients: ${named.join(", ")}${more}.`.slice(0, 500))
}

/** Stops it with its data saved and put aside. */
export async function stopForGood(ctx: ApplyContext, { id, deadline }: Attempt, redis: RedisUndo): Promise<void> {
  const host = redisHostOf(ctx)
  const { before, unit } = redis
  if (before) {
    await within(before, readLogins(realFileSystem, ctx.ledger.stateDir, unit), async (connection) => {
      // Somebody may have come since it was first asked.
      await checkDisconnected(host.outside, { redis: connection, unit, place: before, id })
      await keepKeys(connection, deadline)
    })
  }
  const stopped = await host.stop(unit, { timeoutMs: STOP_MS_MAX })
  if (!stopped.ok) throw new Problem("restart-failed", `${unit} could not be stopped: ${stopped.why}`)
  await systemctl(host, ["disable", "--", unit])
  if (redis.aside && existsSync(redis.aside.from)) await moveData(host, { id, ...redis.aside })
}

/** Whether it is gone: asked while the package can still be left where it is. */
export async function verifyGone(ctx: ApplyContext, attempt: Attempt, change: RedisChange): Promise<CheckResult[]> {
  const host = redisHostOf(ctx)
  const redis = attempt.plan.redis
  const [unit] = await host.show([change.unit])
  const listeners = (await readListeners(host.outside, `signalbox-listeners-after-${attempt.id}.service`)) ?? []
  const port = redis?.before?.port ?? change.policy.port
  const other = listeners.find((each) => each.port === port)
  const aside = redis?.aside?.to
  const check = (title: string, isGood: boolean, seen: string): CheckResult => {
    return { kind: "redis-setting", title, verdict: isGood ? "pass" : "fail", expected: "yes", seen, tookMs: 0 }
  }
  const isDown = unit?.activeState === "inactive" || unit?.activeState === "failed"
  return [
    check(`${change.unit} is stopped`, isDown, unit?.activeState ?? "not seen"),
    check(`Nobody listens on port ${port}`, !other, other ? describeListener(other) : "nobody"),
    ...(aside && redis.before && redis.before.keys > 0
      ? [
          check(
            `The data is kept in ${aside}`.slice(0, 300),
            existsSync(aside),
            existsSync(aside) ? "it is" : "it is not",
          ),
        ]
      : []),
  ]
}

/** The last step, after all else was seen to be good. @throws Problem `install-failed` */
export async function takePackageAway(
  ctx: ApplyContext,
  { id, deadline }: Attempt,
  change: RedisChange,
): Promise<void> {
  const product = REDIS_PRODUCTS[change.policy.product]
  const end = ctx.clock.monotonic() + change.deadlineMs
  const msLeft = () => end - ctx.clock.monotonic()
  await removeRedis(redisHostOf(ctx), { id, unit: change.unit, product, msLeft, signal: deadline })
}
