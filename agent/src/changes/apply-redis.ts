// The steps of a change of a local Redis. What can be set while it runs is set while it runs; it is restarted only when it is
// to listen elsewhere, and never without having been told to save.
import type { ChangeFinished, RedisChange } from "@signalbox/protocol/change"
import { checksOf } from "@signalbox/protocol/check-title"
import { Problem } from "@signalbox/protocol/problem"
import { redisConf } from "@signalbox/protocol/redis-conf"
import { realFileSystem } from "../host/file-system.ts"
import { readConfig, within } from "../host/redis/instance.ts"
import {
  applySettings,
  applyUsers,
  liveSettings,
  readUsers,
  SettingRefused,
  usersOf,
} from "../host/redis/live-settings.ts"
import { loginsOf, readLogins, writeLogins } from "../host/redis/logins.ts"
import { REDIS_PRODUCTS } from "../host/redis/products.ts"
import type { ApplyContext } from "./apply-context.ts"
import type { CommandRecord, RedisUndo, UndoPlan } from "./change-record.ts"
import { dropClients } from "./drop-clients.ts"
import { installRedis, systemctl } from "./install-redis.ts"
import { keepKeys } from "./keep-keys.ts"
import { planFiles, prepareRedis } from "./prepare-redis.ts"
import { redisHostOf } from "./redis-host.ts"
import { stopForGood, takePackageAway, verifyGone } from "./remove-redis.ts"
import { restartUnits } from "./restart-units.ts"
import { type Attempt, runChange } from "./transaction.ts"
import { type RedisRun, SETTING_GROUPS, verifyRedis } from "./verify-redis.ts"
import { waitForRedis } from "./wait-for-redis.ts"
import { writeInclude } from "./write-redis-conf.ts"

/** Never throws for what the server does to it: the result says how it ended, and is in the journal. */
export function applyRedis(ctx: ApplyContext, record: CommandRecord, change: RedisChange): Promise<ChangeFinished> {
  const run: RedisRun = { restarts: new Map(), keysBefore: 0, keysAfter: null, wasRestarted: false }
  const besides = checksOf({ units: [change.unit], settleMs: change.settleMs, checks: change.checks }).beside.length
  return runChange(ctx, record, {
    deadlineMs: change.deadlineMs,
    checksTotal: 1 + SETTING_GROUPS + besides,
    saying: {
      prepare: "Tries the settings on a Redis aside",
      write: "Writes the configuration",
      verify: "Asks the Redis what it is set to",
      undo: "Brings the old settings back",
    },
    prepare: () => prepareRedis(ctx, record.id, change),
    async write(attempt) {
      if (redisOf(attempt.plan).isInstalling) await install(ctx, attempt, change)
      writeFiles(ctx, attempt, change)
    },
    activate: (attempt) => activate(ctx, attempt, { change, run }),
    verify: async (attempt, onPassed) => {
      const isGoing = change.policy.state === "removed"
      const checks = isGoing
        ? await verifyGone(ctx, attempt, change)
        : await verifyRedis(ctx, attempt, { change, run, onPassed })
      if (checks.some(({ verdict }) => verdict !== "pass")) return checks
      await (isGoing ? takePackageAway(ctx, attempt, change) : settleIn(ctx, change))
      return checks
    },
    secrets: () => [change.policy.password, change.policy.retiringPassword].filter((word) => word !== null),
  })
}

/** The package, and with it the users and files that the rest of the plan is about. */
async function install(ctx: ApplyContext, attempt: Attempt, change: RedisChange): Promise<void> {
  const host = redisHostOf(ctx)
  const { unit, policy } = change
  const product = REDIS_PRODUCTS[policy.product]
  attempt.say(`Installs ${product.packages.apt}`)
  const end = ctx.clock.monotonic() + change.deadlineMs
  const msLeft = () => end - ctx.clock.monotonic()
  await installRedis(host, { id: attempt.id, unit, product, msLeft, signal: attempt.deadline })
  const [shown] = await host.show([unit])
  if (!shown) throw new Problem("unit-missing")
  const plan = await planFiles(ctx, attempt.id, { change, unit: shown, listeners: [], wasMasked: true })
  ctx.ledger.step(attempt.id, "prepared", { plan })
  attempt.plan = plan
}

/** Ours first: an include that leads nowhere keeps a Redis from starting. */
function writeFiles(ctx: ApplyContext, { id, plan }: Attempt, change: RedisChange): void {
  const { uid, gid, mode } = plan.after
  const files = ctx.files.sharedWith(redisOf(plan).gid)
  const text = redisConf(change.policy)
  if (text === null) {
    writeInclude(files, { plan, id, isIncluded: false })
    files.removeEnvFile(plan.path, [uid])
    return
  }
  const bytes = Buffer.from(text, "utf8")
  files.writeEnvFile({ path: plan.path, bytes, uid, gid, mode, baseHash: change.baseHash, commandId: id })
  writeInclude(files, { plan, id, isIncluded: true })
}

async function activate(
  ctx: ApplyContext,
  attempt: Attempt,
  { change, run }: { change: RedisChange; run: RedisRun },
): Promise<void> {
  const { plan, deadline, say } = attempt
  const redis = redisOf(plan)
  const { stateDir } = ctx.ledger
  const logins = readLogins(realFileSystem, stateDir, change.unit)
  const place = redis.after
  if (!place) {
    say(`Stops ${change.unit}`)
    return stopForGood(ctx, attempt, redis)
  }
  let mustRestart = true
  if (redis.before) {
    say("Sets what can be set while it runs")
    mustRestart = await setLive({ redis, change, logins, deadline, run })
  }
  if (mustRestart) {
    run.wasRestarted = true
    if (redis.wasMasked) await systemctl(redisHostOf(ctx), ["unmask", "--", change.unit])
    run.restarts = await restartUnits(ctx.supervisor, plan.units, {
      deadline,
      beforeUnit: async (unit) => say(`Starts ${unit}`),
    })
    say("Waits until the data is loaded")
  }
  const loaded = await waitForRedis(ctx.supervisor, {
    unit: change.unit,
    place,
    logins: loginsOf(change.policy),
    signal: deadline,
  })
  run.keysAfter = loaded.keys
  if (!mustRestart) await dropClients(place, { change, before: redis.before })
}

/** Returns whether it has to be restarted all the same: then it has saved what it holds. */
async function setLive(at: {
  redis: RedisUndo
  change: RedisChange
  logins: ReturnType<typeof readLogins>
  deadline: AbortSignal
  run: RedisRun
}): Promise<boolean> {
  const { redis, change, logins, deadline, run } = at
  if (!redis.before) return true
  return within(redis.before, logins, async (connection) => {
    try {
      await applySettings(connection, liveSettings(change.policy))
      await applyUsers(connection, usersOf(change.policy))
      const wanted = new Set(usersOf(change.policy).map(({ name }) => name))
      const others = (await readUsers(connection)).filter(({ name }) => name !== "default" && !wanted.has(name))
      for (const { name } of others) await connection.ask("ACL", "DELUSER", name)
    } catch (error) {
      if (!(error instanceof SettingRefused)) throw error
      throw new Problem("check-failed", `The running Redis does not take ${error.setting}.`, { cause: error })
    }
    const where = await readConfig(connection, ["port", "bind"])
    if (where["port"] === String(change.policy.port) && where["bind"] === change.policy.bind.join(" ")) return false
    run.keysBefore = await keepKeys(connection, deadline)
    return true
  })
}

/** After this, and not before, it starts with the server, and the old passwords are forgotten. */
async function settleIn(ctx: ApplyContext, change: RedisChange): Promise<void> {
  await systemctl(redisHostOf(ctx), ["enable", "--", change.unit])
  writeLogins(realFileSystem, { stateDir: ctx.ledger.stateDir, unit: change.unit }, loginsOf(change.policy))
}

function redisOf({ redis }: UndoPlan): RedisUndo {
  if (!redis) throw new Error("the plan is not one of a Redis")
  return redis
}
