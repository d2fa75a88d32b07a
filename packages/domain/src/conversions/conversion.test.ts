import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { histogramOf } from "@signalbox/protocol/latency-histogram"
import { Problem } from "@signalbox/protocol/problem"
import type { RedisObserved } from "@signalbox/protocol/redis"
import { saveEnv } from "../env/save-env.ts"
import { createRedisPolicy } from "../redis-policies/create-policy.ts"
import { CreateRedisPolicyInput } from "../redis-policies/schema.ts"
import { createWorld, POLICY, type World } from "../rollouts/testing/world.ts"
import { pauseConversion, resumeConversion, stopConversion, takeBackConversion } from "./change-conversion.ts"
import { driveConversions } from "./drive-conversions.ts"
import { getConversion } from "./get-conversion.ts"
import { planConversion } from "./plan-conversion.ts"
import { reportMarkdown } from "./report-markdown.ts"
import { PlanConversionInput } from "./schema.ts"
import { startConversion } from "./start-conversion.ts"

const MINUTE_MS = 60_000
const SHARED = "198.51.100.90"
const PASSWORD = "kept-secret-of-the-shared"
const BASE = `REDIS_URL=redis://:${PASSWORD}@${SHARED}:6379/0
QUEUE_REDIS_URL=redis://:${PASSWORD}@${SHARED}:6379/2
POOL=16
`

type Fleet = Awaited<ReturnType<typeof fleet>>

/** Servers whose service is all on the shared Redis, measured for the last ten minutes. */
async function fleet(t: TestContext, size = 2) {
  const w = await createWorld()
  t.after(() => w.close())
  const redis = {
    ...{ unit: "redis-server.service", path: "/etc/redis/signalbox.conf", port: 6379, bind: [] },
    ...{ verbs: ["install" as const, "configure" as const, "remove" as const], memoryBytesMax: 2 ** 30 },
  }
  const ids: string[] = []
  for (let n = 0; n < size; n++) ids.push(await w.addServer(`dl-${n}`, { policy: { ...POLICY, redis: [redis] } }))
  const serviceId = await w.addService(ids, { units: ["web.service"], dialects: ["systemd"] })
  await saveEnv(w.ctx, { serviceId, base: { text: BASE, editedFrom: 0 }, overrides: [], note: "" })
  const engine = w.startEngine()
  const first = await w.start(serviceId, ids, { canary: 0, batchSize: size })
  const isApplied = async () =>
    (await w.ctx.db.rollout.findUniqueOrThrow({ where: { id: first.rolloutId } })).state === "finished"
  await w.until(isApplied)
  const shared = await w.ctx.db.redisInstance.create({
    data: { kind: "shared", host: SHARED, port: 6379, name: "shared" },
  })
  await w.ctx.db.redisLook.create({
    data: { instanceId: shared.id, serverId: ids[0] ?? "", at: w.ctx.clock.now(), look: look() },
  })
  const policy = await createRedisPolicy(
    w.ctx,
    CreateRedisPolicyInput.parse({ name: "local-redis", product: "redis", settings: {}, password: { choice: "none" } }),
  )
  // Nothing was changed in the minutes that count as "before".
  w.advance(20 * MINUTE_MS)
  const choices = PlanConversionInput.parse({
    ...{ serverIds: ids, sharedInstanceId: shared.id, policyServiceId: policy.serviceId },
    measureMs: 5 * MINUTE_MS,
  })
  await measured(w, { ids, instanceId: shared.id, sockets: 20, micros: 150_000 })
  return { w, engine, ids, serviceId, shared, policy, choices }
}

function look(): RedisObserved {
  const depths = { waiting: 1, active: 0, delayed: 0, failed: 0, completed: 0, paused: 0 }
  return {
    ...{ at: 1, instance: `${SHARED}:6379`, isLocal: false, state: "up", fault: null, facts: null, settings: null },
    ...{ clients: null, clientGroups: [], slowLog: null, latencyEvents: null, keyspaces: [], keyspacesAt: null },
    queues: [
      {
        ...{ kind: "bull", db: 2, prefix: "bull", name: "cookie-refresh", libraryVersion: null, isPaused: false },
        depths: { ...depths, prioritized: 0, waitingChildren: 0 },
        ...{ oldestWaitingMs: null, workers: null, added: 1, throughput: null },
      },
      {
        ...{ kind: "celery", db: 0, keyPrefix: "", exchanges: ["celery"], queues: [{ name: "celery", waiting: 3 }] },
        ...{ unacked: 1, scheduled: 0, oldestUnackedMs: null, workers: 2 },
      },
    ],
    findings: [],
    ping: null,
  }
}

/** A hundred bytes a second since it started. */
function countersAt(ms: number) {
  const uptimeSeconds = (ms - Date.parse("2026-03-01T11:00:00Z")) / 1_000
  return { inputBytes: BigInt(uptimeSeconds * 100), outputBytes: 0n, uptimeSeconds }
}

type Measured = { ids: string[]; instanceId: string; sockets: number; micros: number }

/** The ten minutes before now, as agents would have told them. */
async function measured(w: World, { ids, instanceId, sockets, micros }: Measured) {
  const now = Math.floor(w.ctx.clock.now().getTime() / MINUTE_MS) * MINUTE_MS
  await w.ctx.db.redisMinute.createMany({
    data: ids.flatMap((serverId) =>
      Array.from({ length: 10 }, (_, ago) => ({
        ...{ instanceId, serverId, minute: new Date(now - ago * MINUTE_MS) },
        ...{ roundTrips: histogramOf([micros, micros, micros]), timeouts: 0, failures: 0, watchedMs: MINUTE_MS },
        ...{ connections: 60, sockets, usedBytes: 50n * 1_048_576n, opsPerSecond: 10 },
        ...countersAt(now - ago * MINUTE_MS),
      })),
    ),
    skipDuplicates: true,
  })
}

async function begin({ w, choices }: Fleet): Promise<string> {
  const plan = await planConversion(w.ctx, choices)
  assert.deepEqual([plan.refusals, plan.servers.flatMap(({ refusals }) => refusals)], [[], []])
  const started = await startConversion(w.ctx, {
    ...choices,
    ...{ fingerprint: plan.fingerprint, title: "To hybrid", note: "" },
  })
  return started.conversionId
}

/** Drives until it rests in one of these. */
async function reach({ w }: Fleet, conversionId: string, words: string[]) {
  const rests = async () => {
    await driveConversions({ ...w.ctx, log: { error: (fields) => assert.fail(JSON.stringify(fields)) } })
    const { phase, status } = await getConversion(w.ctx, { conversionId })
    return words.includes(phase) || words.includes(status)
  }
  await w.until(rests)
  return getConversion(w.ctx, { conversionId })
}

test("what is planned: the keys that move and those that stay with the reason, masked changes, what still waits", async (t) => {
  const { w, choices, ids } = await fleet(t)
  const plan = await planConversion(w.ctx, choices)
  assert.deepEqual(
    plan.keys.map(({ key, moves }) => [key, moves]),
    [
      ["REDIS_URL", true],
      ["QUEUE_REDIS_URL", false],
    ],
  )
  assert.match(plan.keys[1]?.why ?? "", /cookie-refresh/)
  assert.deepEqual(plan.waitingQueues, [{ name: "celery", kind: "celery", database: 0, waiting: 3, held: 1 }])
  assert.deepEqual(
    plan.servers[0]?.changes[0]?.changes.map(({ key }) => key),
    ["REDIS_URL"],
  )
  assert.doesNotMatch(JSON.stringify(plan), new RegExp(PASSWORD))
  const stays = await planConversion(w.ctx, {
    ...choices,
    keys: plan.keys.map(({ serviceId, key }) => ({ serviceId, key, moves: false })),
  })
  assert.equal(stays.mayStart, false)
  await w.ctx.db.server.update({ where: { id: ids[0] ?? "" }, data: { sessionReplica: null } })
  const offline = await planConversion(w.ctx, choices)
  assert.match(offline.servers[0]?.refusals[0]?.message ?? "", /dl-0.*connected/)
})

test("a fleet is converted server by server, proved with what was measured, and taken back the other way round", async (t) => {
  const f = await fleet(t)
  const { w, ids, shared } = f
  const conversionId = await begin(f)
  const converted = await reach(f, conversionId, ["after", "held"])
  assert.equal(converted.phase, "after", converted.heldReason ?? "")
  assert.deepEqual(
    converted.steps.map(({ serverName, kind, state }) => `${serverName} ${kind} ${state}`),
    ["dl-0 redis done", "dl-0 env done", "dl-1 redis done", "dl-1 env done"],
  )
  const started = converted.steps.map(({ startedAt, finishedAt }) => [startedAt, finishedAt])
  for (const [at, step] of started.entries()) assert.ok(at === 0 || (step[0] ?? "") >= (started[at - 1]?.[1] ?? ""))
  for (const id of ids) {
    assert.match(w.agents.of(id).disk ?? "", /^REDIS_URL=redis:\/\/127\.0\.0\.1:6379\/0$/m)
    assert.match(w.agents.of(id).disk ?? "", new RegExp(`^QUEUE_REDIS_URL=.*${SHARED}:6379/2$`, "m"))
    assert.match(w.agents.of(id).redisConf ?? "", /maxmemory-policy noeviction/)
  }
  const locals = await Promise.all(
    ids.map((serverId) =>
      w.ctx.db.redisInstance.create({ data: { kind: "local", serverId, host: "127.0.0.1", port: 6379, name: "l" } }),
    ),
  )
  await reach(f, conversionId, ["after"])
  w.advance(7 * MINUTE_MS)
  await measured(w, { ids, instanceId: shared.id, sockets: 4, micros: 150_000 })
  for (const [at, local] of locals.entries()) {
    await measured(w, { ids: [ids[at] ?? ""], instanceId: local.id, sockets: 20, micros: 200 })
  }
  const finished = await reach(f, conversionId, ["done", "held"])
  const figures = Object.fromEntries(
    (finished.report?.measures ?? []).map((each) => [each.id, [each.before?.value, each.after?.value, each.verdict]]),
  )
  assert.deepEqual(figures["server-connections"], [20, 4, "pass"])
  assert.deepEqual(figures["shared-connections"], [40, 8, "pass"])
  assert.equal(figures["task-overhead"]?.[2], "pass")
  assert.deepEqual(figures["shared-bytes"]?.slice(0, 2), [100, 100])
  assert.deepEqual(figures["local-memory"]?.slice(0, 1), [undefined], "there was none before: not measured, and not 0")
  if (finished.report) assert.match(reportMarkdown(finished.report).markdown, /not measured/)

  await takeBackConversion(w.ctx, { conversionId, removesLocal: true })
  const back = await reach(f, conversionId, ["done", "held"])
  assert.equal(back.status, "taken-back", back.heldReason ?? "")
  assert.deepEqual(
    back.steps.filter(({ isBack }) => isBack).map(({ serverName, kind }) => `${serverName} ${kind}`),
    ["dl-1 env", "dl-0 env", "dl-1 redis", "dl-0 redis"],
  )
  for (const id of ids) assert.deepEqual([w.agents.of(id).disk, w.agents.of(id).redisConf], [BASE, null])
  const audit = await w.ctx.db.auditEntry.findMany()
  assert.doesNotMatch(
    JSON.stringify(audit.map(({ before, after, reason }) => [before, after, reason])),
    new RegExp(PASSWORD),
  )
})

test("a step that fails holds it with the reason: the servers before stay converted, resumed it goes on from there", async (t) => {
  const f = await fleet(t)
  const { w, ids } = f
  const conversionId = await begin(f)
  w.agents.of(ids[1] ?? "").behaviour = "rolled-back"
  const held = await reach(f, conversionId, ["held", "after"])
  assert.equal(held.status, "held")
  assert.match(held.heldReason ?? "", /dl-1, rollout \d+/)
  assert.deepEqual(
    held.steps.map(({ state }) => state),
    ["done", "done", "failed", "waiting"],
  )
  assert.equal(w.agents.of(ids[1] ?? "").disk, BASE)
  w.agents.of(ids[1] ?? "").behaviour = "applied"
  await resumeConversion(w.ctx, { conversionId })
  const done = await reach(f, conversionId, ["after", "held"])
  assert.equal(done.phase, "after", done.heldReason ?? "")
})

test("stopped it begins nothing more, and what was changed can still be taken back", async (t) => {
  const f = await fleet(t)
  const { w, ids } = f
  const conversionId = await begin(f)
  w.agents.of(ids[0] ?? "").behaviour = "wait"
  await reach(f, conversionId, ["forth"])
  await w.until(async () => {
    await driveConversions({ ...w.ctx, log: { error: () => {} } })
    return w.agents.of(ids[0] ?? "").waiting.length > 0
  })
  await pauseConversion(w.ctx, { conversionId })
  await stopConversion(w.ctx, { conversionId })
  await assert.rejects(pauseConversion(w.ctx, { conversionId }), /is stopped/)
  w.agents.of(ids[0] ?? "").behaviour = "applied"
  await w.agents.finish(ids[0] ?? "", "applied")
  const stopped = await reach(f, conversionId, ["stopped"])
  await w.until(async () => {
    await driveConversions({ ...w.ctx, log: { error: () => {} } })
    return (await getConversion(w.ctx, { conversionId })).steps[0]?.state === "done"
  })
  assert.equal(
    stopped.steps.slice(1).every(({ state }) => state === "waiting"),
    true,
  )
  await takeBackConversion(w.ctx, { conversionId, removesLocal: false })
  const back = await reach(f, conversionId, ["taken-back", "held"])
  assert.equal(back.status, "taken-back", back.heldReason ?? "")
  for (const id of ids) assert.equal(w.agents.of(id).disk, BASE)
})

test("edits of others stay when it is taken back, and a key that somebody set otherwise holds it", async (t) => {
  const f = await fleet(t, 1)
  const { w, serviceId, ids } = f
  const conversionId = await begin(f)
  await reach(f, conversionId, ["after"])
  const base = async () =>
    (
      await w.ctx.db.envDocument.findFirstOrThrow({
        where: { serviceId, serverId: null },
        orderBy: { revision: "desc" },
      })
    ).revision
  const edited = BASE.replace(/^REDIS_URL=.*$/m, "REDIS_URL=redis://127.0.0.1:6380/0").replace("POOL=16", "POOL=8")
  await saveEnv(w.ctx, { serviceId, base: { text: edited, editedFrom: await base() }, overrides: [], note: "" })
  await takeBackConversion(w.ctx, { conversionId, removesLocal: false })
  const held = await reach(f, conversionId, ["held", "taken-back"])
  assert.match(held.heldReason ?? "", /REDIS_URL.*set to something else/)
  const fixed = edited.replace("6380", "6379")
  await saveEnv(w.ctx, { serviceId, base: { text: fixed, editedFrom: await base() }, overrides: [], note: "" })
  await resumeConversion(w.ctx, { conversionId })
  const back = await reach(f, conversionId, ["taken-back", "held"])
  assert.equal(back.status, "taken-back", back.heldReason ?? "")
  assert.equal(w.agents.of(ids[0] ?? "").disk, BASE.replace("POOL=16", "POOL=8"))
})

test("of two operators who start at once one is told that it is under way, and what changed meanwhile is planned anew", async (t) => {
  const f = await fleet(t, 1)
  const { w, choices, serviceId } = f
  const { fingerprint } = await planConversion(w.ctx, choices)
  const input = { ...choices, fingerprint, title: "To hybrid", note: "" }
  const both = await Promise.allSettled([startConversion(w.ctx, input), startConversion(w.ctx, input)])
  const refused = both.filter((one) => one.status === "rejected").map((one) => (one as PromiseRejectedResult).reason)
  assert.equal(refused.length, 1)
  assert.ok(refused[0] instanceof Problem && refused[0].code === "plan-outdated", String(refused[0]))
  assert.equal(await w.ctx.db.conversion.count(), 1)
  assert.equal(await w.ctx.db.envDocument.count({ where: { serviceId } }), 2)
})
