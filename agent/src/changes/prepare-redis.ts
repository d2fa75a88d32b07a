import { accessSync, constants, existsSync, statfsSync } from "node:fs"
import { freemem } from "node:os"
import { dirname } from "node:path"
import type { RedisChange } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { redisConfHash } from "@signalbox/protocol/redis-conf"
import { realFileSystem } from "../host/file-system.ts"
import { describeListener, type Listener, readListeners } from "../host/listeners.ts"
import { countKeys, enter, type RedisPlace, readConfig, readInfo } from "../host/redis/instance.ts"
import { LIVE_NAMES, readUsers } from "../host/redis/live-settings.ts"
import { loginsOf, readLogins, writeLogins } from "../host/redis/logins.ts"
import { includes, whyNotOurs } from "../host/redis/main-conf.ts"
import { REDIS_PRODUCTS } from "../host/redis/products.ts"
import type { Unit } from "../host/units/supervisor.ts"
import { checkRedisChange, checkRedisInstall, loggedUnits } from "../policy.ts"
import type { ApplyContext } from "./apply-context.ts"
import { bootCandidate } from "./boot-candidate.ts"
import type { RedisBefore, RedisUndo, UndoPlan } from "./change-record.ts"
import { accountsOf, armAndRecord, backUp, before } from "./prepare-env.ts"
import { redisHostOf } from "./redis-host.ts"
import { checkDisconnected } from "./remove-redis.ts"
import { waitForRedis } from "./wait-for-redis.ts"

/** An instance that is found loading its data is waited for. */
const LOADING_MS_MAX = 120_000
const CONF_BYTES = 4_096

/**
 * Makes sure that the change may be made and could be undone; backs up, arms the guardian, records. Where the package has
 * to be installed first, the plan holds no more than that, and `planFiles` makes the rest of it afterwards.
 * @throws Problem, with nothing touched
 */
export async function prepareRedis(ctx: ApplyContext, id: string, change: RedisChange): Promise<UndoPlan> {
  const host = redisHostOf(ctx)
  checkRedisChange(ctx.policy, change, ctx.ownPaths)
  if (redisConfHash(change.policy) !== change.fileHash) {
    throw new Problem(
      "invalid-input",
      "The control plane means another configuration file by this policy than this agent.",
    )
  }
  const [unit] = await host.show([change.unit])
  if (!unit) throw new Problem("unit-missing")
  const isMissing = unit.loadState === "not-found" || unit.loadState === "masked"
  const listeners = (await readListeners(host.outside, `signalbox-listeners-${id}.service`)) ?? []
  if (change.policy.state === "present") checkPort(listeners, change)
  if (!isMissing) return armAndRecord(ctx, id, await planFiles(ctx, id, { change, unit, listeners, wasMasked: false }))
  if (change.policy.state === "removed") throw new Problem("unit-missing", `${change.unit} is not installed.`)
  checkRedisInstall(ctx.policy, change.unit)
  checkMemory(change, unit)
  checkDisk("/var", 128 * 1024 * 1024)
  const redis = redisUndo(change, { gid: 0, unit, before: null })
  const plan = planOf(ctx, change, {
    cursor: await host.cursor(),
    redis: { ...redis, isInstalling: true, wasMasked: true },
  })
  return armAndRecord(ctx, id, {
    ...plan,
    before: null,
    after: { hash: change.fileHash, uid: 0, gid: 0, mode: 0o640 },
    units: [{ name: change.unit, was: "stopped", isOneshot: false, invocationId: unit.invocationId }],
  })
}

/** The plan of a change whose Redis is installed. Boots the candidate and keeps the backup; touches nothing. @throws Problem */
export async function planFiles(
  ctx: ApplyContext,
  id: string,
  found: { change: RedisChange; unit: Unit; listeners: readonly Listener[]; wasMasked: boolean },
): Promise<UndoPlan> {
  const { change, unit, listeners, wasMasked } = found
  const host = redisHostOf(ctx)
  const { stateDir } = ctx.ledger
  const { mainConf } = REDIS_PRODUCTS[change.policy.product]
  const { uid, gid } = await accountsOf(ctx, change)
  const files = ctx.files.sharedWith(gid)
  const present = files.readEnvFile(change.path, [uid])
  if ((present?.state.hash ?? null) !== change.baseHash) {
    throw new Problem("drifted", `${change.path} is not the file that the change was planned against.`)
  }
  const main = files.readEnvFile(mainConf, [uid])
  if (!main) throw new Problem("redis-not-ours", `There is no ${mainConf}, so nothing could include ${change.path}.`)
  const mainText = main.bytes.toString("utf8")
  const why = whyNotOurs(mainText, change.path)
  if (why) throw new Problem("redis-not-ours", `${mainConf}: ${why}.`)
  files.checkRoom(change.path, [uid], main.bytes.length + CONF_BYTES)
  checkWritable(dirname(change.path))
  const was = wasMasked ? "stopped" : before(unit).was
  if (change.policy.state === "present") {
    checkMemory(change, unit)
    await bootCandidate(host, { id, policy: change.policy, product: REDIS_PRODUCTS[change.policy.product], stateDir })
  }
  const running = was === "running" ? await readRunning(ctx, id, { change, listeners }) : null
  if (present) backUp(ctx, id, present.bytes)
  const known = readLogins(realFileSystem, stateDir, change.unit)
  writeLogins(realFileSystem, { stateDir, unit: change.unit }, [...loginsOf(change.policy), ...known])
  const redis = redisUndo(change, { gid, unit, before: running })
  return {
    ...planOf(ctx, change, {
      cursor: await host.cursor(),
      redis: {
        ...redis,
        hadInclude: includes(mainText, change.path),
        wasMasked,
        wasEnabled: !wasMasked && redis.wasEnabled,
      },
    }),
    before: present?.state ?? null,
    after: { hash: change.fileHash, uid, gid, mode: Number.parseInt(change.mode, 8) },
    units: [{ name: change.unit, was, isOneshot: false, invocationId: unit.invocationId }],
  }
}

function planOf(ctx: ApplyContext, change: RedisChange, more: { cursor: string; redis: RedisUndo }) {
  const { path, settleMs, deadlineMs } = change
  const policy = ctx.policy.policy
  return { path, settleMs, deadlineMs, loggedUnits: policy ? loggedUnits(policy, [change.unit]) : [], ...more }
}

function redisUndo(
  { unit: name, policy }: RedisChange,
  { gid, unit, before: running }: { gid: number; unit: Unit; before: RedisBefore | null },
): RedisUndo {
  const isGoing = policy.state === "removed"
  const from = running ? `${running.dir}/${running.dbfilename}` : ""
  // Its name says when, and is free: this very change has it.
  const to = `${from}.signalbox-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}`
  const account = REDIS_PRODUCTS[policy.product].account
  return {
    unit: name,
    ...(isGoing && running && { aside: { from, to, account } }),
    product: policy.product,
    mainConf: REDIS_PRODUCTS[policy.product].mainConf,
    hadInclude: false,
    gid,
    isInstalling: false,
    wasMasked: false,
    wasEnabled: unit.enabled === "enabled",
    before: running,
    after: policy.state === "removed" ? null : { host: reachable(policy.bind[0] ?? "127.0.0.1"), port: policy.port },
  }
}

/** What the instance says of itself. @throws Problem `redis-not-ours` when it does not let us in, `no-space` */
async function readRunning(
  ctx: ApplyContext,
  id: string,
  { change, listeners }: { change: RedisChange; listeners: readonly Listener[] },
): Promise<RedisBefore> {
  const own = listeners.filter((each) => each.unit === change.unit)
  const found =
    own.find(({ address }) => address.startsWith("127.")) ?? own.find(({ address }) => !address.includes(":")) ?? own[0]
  const place: RedisPlace = found
    ? { host: reachable(found.address), port: found.port }
    : { host: "127.0.0.1", port: change.policy.port }
  const logins = readLogins(realFileSystem, ctx.ledger.stateDir, change.unit)
  const all = [...logins, ...loginsOf(change.policy)]
  await waitForRedis(ctx.supervisor, {
    unit: change.unit,
    place,
    logins: all,
    signal: AbortSignal.timeout(LOADING_MS_MAX),
  }).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== "check-failed") throw error
    throw new Problem(
      "redis-not-ours",
      `The Redis at ${place.host}:${place.port} takes no password that this agent knows.`,
    )
  })
  const { redis } = await enter(place, all)
  try {
    if (change.policy.state === "removed") {
      await checkDisconnected(redisHostOf(ctx).outside, { redis, unit: change.unit, place, id })
    }
    const config = await readConfig(redis, [...LIVE_NAMES, "port", "bind", "dir", "dbfilename"])
    const { port: _, bind = "", dir = "", dbfilename = "", ...settings } = config
    const used = Number((await readInfo(redis, "memory")).get("used_memory") ?? 0)
    if (existsSync(dir)) checkDisk(dir, used)
    return { ...place, bind, settings, users: await readUsers(redis), keys: await countKeys(redis), dir, dbfilename }
  } finally {
    redis.close()
  }
}

/** @throws Problem `port-taken`, naming who listens there */
function checkPort(listeners: readonly Listener[], { unit, policy }: RedisChange): void {
  const other = listeners.find((each) => each.port === policy.port && each.unit !== unit)
  if (other) throw new Problem("port-taken", `${describeListener(other)} listens on port ${policy.port} already.`)
}

function checkMemory({ policy }: RedisChange, unit: Unit): void {
  const free = freemem() + (unit.memoryBytes ?? 0)
  if (policy.maxMemoryBytes <= free) return
  throw new Problem(
    "no-space",
    `The server has ${mb(free)} MB of memory to give, not the ${mb(policy.maxMemoryBytes)} MB of maxmemory.`,
  )
}

function checkDisk(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize >= bytes + 16 * 1024 * 1024) return
  throw new Problem("no-space", `${folder} has ${mb(bavail * bsize)} MB left, and needs ${mb(bytes)} MB.`)
}

/** A folder that was not there when the agent started lies outside its sandbox's openings. @throws Problem `write-failed` */
function checkWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new Problem(
      "write-failed",
      `The agent cannot write in ${folder}: is it read-only? If it was made after the agent started, restart the agent.`,
      {
        cause: error,
      },
    )
  }
}

/** Where to connect to reach what listens there. */
function reachable(address: string): string {
  return address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address
}

const mb = (bytes: number) => Math.floor(bytes / 1_048_576)
