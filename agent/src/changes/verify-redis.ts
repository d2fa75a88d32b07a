// Whether a Redis is what its policy says, by its own word: what stands in a file need not be what runs.
import type { RedisChange } from "@signalbox/protocol/change"
import type { CheckResult } from "@signalbox/protocol/check"
import { checksOf } from "@signalbox/protocol/check-title"
import { redisConf } from "@signalbox/protocol/redis-conf"
import { runChecks } from "../checks/run-checks.ts"
import { realFileSystem } from "../host/file-system.ts"
import type { RedisConnection } from "../host/redis/connection.ts"
import { countKeys, enter, type RedisPlace, readConfig, within } from "../host/redis/instance.ts"
import { accessOf, liveSettings, readUsers, usersOf } from "../host/redis/live-settings.ts"
import { type Login, loginsOf, readLogins } from "../host/redis/logins.ts"
import { RedisFailure } from "../host/redis/reply.ts"
import type { ApplyContext } from "./apply-context.ts"
import { settleUnits } from "./settle-units.ts"
import type { Attempt } from "./transaction.ts"

/** What is found out on the way, for the comparison at its end. */
export type RedisRun = {
  restarts: ReadonlyMap<string, number>
  wasRestarted: boolean
  /** Right before it was restarted. */
  keysBefore: number
  /** As many as it loaded; null when it does not say, or was not restarted. */
  keysAfter: number | null
}

/** Groups of settings, each a check of its own: memory, snapshots, limits, where it listens, who may log in, keys, logins. */
export const SETTING_GROUPS = 7

export async function verifyRedis(
  ctx: ApplyContext,
  { plan, deadline }: Attempt,
  at: { change: RedisChange; run: RedisRun; onPassed(passed: number): void },
): Promise<CheckResult[]> {
  const { change, run } = at
  const { redis } = plan
  if (!redis?.after) return []
  const begun = ctx.clock.monotonic()
  const place = redis.after
  const settings = await within(place, loginsOf(change.policy), (connection) =>
    compareSettings(connection, { change, run, dataBefore: redis.before }),
  )
  const logins = await compareLogins(place, change, readLogins(realFileSystem, ctx.ledger.stateDir, change.unit))
  const tookMs = Math.round(ctx.clock.monotonic() - begun)
  const own = [...settings, logins].map((check) => ({ kind: "redis-setting", tookMs, ...check }))
  let passed = own.filter(({ verdict }) => verdict === "pass").length
  at.onPassed(passed)
  const note = (result: CheckResult) => {
    if (result.verdict === "pass") at.onPassed(++passed)
  }
  const { supervisor, clock } = ctx
  const [units, checks] = await Promise.all([
    settleUnits({
      supervisor,
      clock,
      units: [change.unit],
      settleMs: change.settleMs,
      ...(run.wasRestarted && { restartsBefore: run.restarts }),
      signal: deadline,
      startWithinMs: change.deadlineMs,
    }),
    runChecks(
      checksOf({ units: [change.unit], settleMs: change.settleMs, checks: change.checks }).beside,
      { supervisor, clock, envText: null, cursor: plan.cursor, signal: deadline },
      note,
    ),
  ])
  return [...own, ...units, ...checks]
}

type Compared = Pick<CheckResult, "title" | "verdict" | "expected" | "seen">

async function compareSettings(
  redis: RedisConnection,
  at: { change: RedisChange; run: RedisRun; dataBefore: { dir: string; dbfilename: string } | null },
): Promise<Compared[]> {
  const { policy } = at.change
  const wanted = liveSettings(policy)
  const seen = await readConfig(redis, [...Object.keys(wanted), "port", "bind", "dir", "dbfilename"])
  const same = (title: string, ...names: string[]): Compared => {
    const all: Record<string, string> = { ...wanted, port: String(policy.port), bind: policy.bind.join(" ") }
    const say = (from: Record<string, string>) => names.map((name) => `${name} ${from[name] || '""'}`).join(", ")
    return compared(title, say(all), say(seen))
  }
  const users = new Map((await readUsers(redis)).map((user) => [user.name, accessOf(user)]))
  const access = usersOf(policy).map((user) => [user.name, accessOf(user)] as const)
  // Hashes of passwords stay here.
  const isAccess = access.every(([name, rules]) => users.get(name) === rules) && users.size === access.length
  const memory = `maxmemory is ${policy.maxMemoryBytes / 1_048_576} MB, ${policy.eviction}`
  return [
    same(memory, "maxmemory", "maxmemory-policy"),
    same(snapshotTitle(at.change), "save", "appendonly", "appendfsync"),
    same(
      "Limits and logs are as the policy says",
      "maxclients",
      "slowlog-log-slower-than",
      "latency-monitor-threshold",
    ),
    same(`It listens on port ${policy.port} of ${policy.bind.join(", ")}`, "port", "bind"),
    compared(
      `Who may log in is as the policy says: ${access.map(([name]) => name).join(", ")}`,
      "the users of the policy, with its passwords",
      isAccess
        ? "the users of the policy, with its passwords"
        : `other users or passwords, of ${[...users.keys()].join(", ")}`,
    ),
    await compareData(redis, { ...at, seen }),
  ]
}

/** A tenth may have expired or been worked off between the two counts; data that is gone is more. */
async function compareData(
  redis: RedisConnection,
  at: { run: RedisRun; dataBefore: { dir: string; dbfilename: string } | null; seen: Record<string, string> },
): Promise<Compared> {
  const { run, dataBefore, seen } = at
  const keys = Math.max(run.keysAfter ?? 0, await countKeys(redis))
  const file = `${seen["dir"]}/${seen["dbfilename"]}`
  const fileBefore = dataBefore ? `${dataBefore.dir}/${dataBefore.dbfilename}` : file
  const isKept = keys >= Math.floor(run.keysBefore * 0.9) && file === fileBefore
  const expected = `${run.keysBefore} keys or more, ${fileBefore}`
  return { title: "The data is there", verdict: isKept ? "pass" : "fail", expected, seen: `${keys} keys, ${file}` }
}

/** A password that was taken away must fail; the one that lasts must not. */
async function compareLogins(place: RedisPlace, change: RedisChange, known: readonly Login[]): Promise<Compared> {
  const wanted = loginsOf(change.policy)
  const fails: string[] = []
  for (const login of wanted) if (!(await isTaken(place, login))) fails.push("a password of the policy is refused")
  const isOpen = change.policy.password === null
  const gone = known.filter(
    (login) => !wanted.some((each) => each.username === login.username && each.password === login.password),
  )
  for (const login of isOpen ? [] : gone) {
    if (await isTaken(place, login))
      fails.push(login.password === "" ? "no password is wanted" : "an old password is still taken")
  }
  const title = isOpen ? "No password is wanted" : "The password logs in, and no earlier one does"
  return compared(title, "as the policy says", fails.length === 0 ? "as the policy says" : fails.join(", "))
}

async function isTaken(place: RedisPlace, login: Login): Promise<boolean> {
  try {
    const { redis } = await enter(place, [login])
    redis.close()
    return true
  } catch (error) {
    if (error instanceof RedisFailure && error.kind === "WRONGPASS") return false
    throw error
  }
}

function snapshotTitle({ policy }: RedisChange): string {
  const rules = (redisConf(policy) ?? "").split("\n").filter((line) => /^save \d/.test(line))
  const snapshots = rules.length === 0 ? "No snapshots" : `Snapshots ${rules.map((line) => line.slice(5)).join(", ")}`
  return `${snapshots}; append-only file ${policy.appendOnly ? "on" : "off"}`
}

function compared(title: string, expected: string, seen: string): Compared {
  const verdict = expected === seen ? "pass" : "fail"
  return { title: title.slice(0, 300), verdict, expected: expected.slice(0, 500), seen: seen.slice(0, 1_000) }
}
