import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { RedisChange } from "@signalbox/protocol/change"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { redisConf, redisConfHash } from "@signalbox/protocol/redis-conf"
import { hashText } from "../env/env-text.ts"
import { getEnv } from "../env/get-env.ts"
import { importEnv } from "../env/import-env.ts"
import { saveEnv } from "../env/save-env.ts"
import { type SaveEnvInput as Save, SaveEnvInput } from "../env/schema.ts"
import { getRollout } from "../rollouts/get-rollout.ts"
import { planRollout } from "../rollouts/plan-rollout.ts"
import { recordFinished } from "../rollouts/record-finished.ts"
import { rollbackRollout } from "../rollouts/rollback-rollout.ts"
import { StrategyInput } from "../rollouts/schema.ts"
import { createWorld, POLICY, type World } from "../rollouts/testing/world.ts"
import { payloadContext } from "../rollouts/write-command.ts"
import { recordObserved } from "../servers/record-observed.ts"
import { policyOf } from "./redis-kind.ts"

const PATH = "/etc/redis/signalbox.conf"
const UNIT = "redis-server.service"
const SECRET = "a-password-of-this-test-1"
const BASE = `PORT=6379\nMAXMEMORY=64mb\nPASSWORD=${SECRET}\n`
const ENTRY: HostPolicy["redis"][number] = {
  ...{ unit: UNIT, path: PATH, port: 6379, memoryBytesMax: 134_217_728, bind: [] },
  verbs: ["install", "configure", "remove"],
}
const HOST_POLICY: HostPolicy = { ...POLICY, env: [], redis: [ENTRY] }

let w: World
before(async () => {
  w = await createWorld()
  w.startEngine()
})
after(() => w.close())

test("a base and an override make versions, and a plan shows what changes without a password", async () => {
  const { serviceId, ids } = await servers(2)
  const overrides = [{ serverId: ids[1]!, text: "MAXMEMORY=128mb\n", editedFrom: 0 }]
  const saved = await save({ serviceId, base: { text: BASE, editedFrom: 0 }, overrides })
  assert.deepEqual(
    saved.versions.map(({ number }) => number),
    [1, 1],
  )
  const plan = await planOf(serviceId, ids)
  assert.equal(plan.mayStart, true)
  const memory = plan.targets.map(({ changes }) => changes.find(({ key }) => key === "MAXMEMORY")?.after)
  assert.deepEqual(memory.sort(), ["128mb", "64mb"])
  const shown = JSON.stringify([plan, await getEnv(w.ctx, { serviceId }), await auditEntries()])
  assert.ok(shown.includes("PASSWORD"))
  assert.ok(!shown.includes(SECRET))
})

test("a policy that cannot be is refused with the setting named and no value, and nothing is saved", async () => {
  const { serviceId, ids } = await servers(1)
  const bad: [string, RegExp][] = [
    ["MAXMEMORY=plenty\n", /MAXMEMORY/],
    ["LOADMODULE=/x.so\n", /LOADMODULE/],
    ["PASSWORD=hunter2\n", /PASSWORD/],
    ["BIND=0.0.0.0\n", /BIND/],
  ]
  for (const [text, named] of bad) {
    const refused = save({ serviceId, base: { text, editedFrom: 0 } })
    await assert.rejects(refused, (error: Error) => named.test(error.message) && !error.message.includes("hunter2"))
  }
  assert.equal(await w.ctx.db.envDocument.count({ where: { serviceId } }), 0)
  // The base may leave to overrides what they complete.
  const overrides = [{ serverId: ids[0]!, text: `PASSWORD=${SECRET}\n`, editedFrom: 0 }]
  await save({ serviceId, base: { text: "BIND=0.0.0.0\n", editedFrom: 0 }, overrides })
})

test("what is sent is a Redis change whose file is the one that both sides render", async () => {
  const { serviceId, ids } = await saved(1)
  await applied(serviceId, ids)
  const { change } = await lastCommand(ids[0]!)
  assert.equal(change.fileHash, redisConfHash(policyOf(BASE)))
  assert.deepEqual([change.unit, change.baseHash, change.deadlineMs], [UNIT, null, 600_000])
  assert.equal(w.agents.of(ids[0]!).redisConf, redisConf(policyOf(BASE)))
  const rollout = await newest(serviceId)
  assert.deepEqual([rollout.kind, rollout.targets[0]?.status], ["redis", "applied"])
  await save({ serviceId, base: { text: BASE.replace("64mb", "96mb"), editedFrom: 1 } })
  await applied(serviceId, ids)
  assert.equal((await lastCommand(ids[0]!)).change.baseHash, redisConfHash(policyOf(BASE)))
})

test("F09: applied with another file than the policy's is not applied", async () => {
  const { serviceId, ids } = await saved(1)
  const agent = w.agents.of(ids[0]!)
  agent.behaviour = "wait"
  const { rolloutId } = await w.start(serviceId, ids)
  await w.until(async () => agent.waiting.length === 1)
  const finished = {
    ...{ commandId: agent.waiting[0]!.command.id, outcome: "applied" as const, fileHash: hashText(BASE) },
    ...{ checks: [], rollbackChecks: [], journal: [], timing: [], startedAt: 1, finishedAt: 2 },
  }
  await recordFinished(w.ctx, ids[0]!, finished)
  const [target] = (await getRollout(w.ctx, { rolloutId })).targets
  assert.deepEqual([target?.status, target?.problem?.code], ["failed", "drifted"])
})

test("a removed Redis has no file, is no drift, and comes back from nothing", async () => {
  const { serviceId, ids } = await saved(1)
  const serverId = ids[0]!
  await applied(serviceId, ids)
  await save({ serviceId, overrides: [{ serverId, text: "STATE=removed\n", editedFrom: 0 }] })
  await applied(serviceId, ids)
  assert.equal((await lastCommand(serverId)).change.fileHash, null)
  assert.equal(w.agents.of(serverId).redisConf, null)
  await observed(serverId, null)
  assert.equal(await isDrifted(serviceId), false)
  await observed(serverId, "somebody put one there")
  assert.equal(await isDrifted(serviceId), true)
  await observed(serverId, null)
  await save({ serviceId, overrides: [{ serverId, text: "MAXMEMORY=80mb\n", editedFrom: 1 }] })
  await applied(serviceId, ids)
  const { change } = await lastCommand(serverId)
  assert.deepEqual([change.baseHash, change.policy.maxMemoryBytes], [null, 80 * 1_048_576])
})

test("a rollback restores the policy before, and a file changed by hand is drift", async () => {
  const { serviceId, ids } = await saved(1)
  await applied(serviceId, ids)
  await save({ serviceId, base: { text: BASE.replace("64mb", "96mb"), editedFrom: 1 } })
  const { rolloutId } = await applied(serviceId, ids)
  await rollbackRollout(w.ctx, { rolloutId, note: "" })
  await w.until(async () => (await newest(serviceId)).status === "finished")
  assert.equal(w.agents.of(ids[0]!).redisConf, redisConf(policyOf(BASE)))
  await observed(ids[0]!, redisConf(policyOf(BASE)))
  assert.equal(await isDrifted(serviceId), false)
  await observed(ids[0]!, "maxmemory 1\n")
  assert.equal(await isDrifted(serviceId), true)
  await assert.rejects(importEnv(w.ctx, { serviceId, serverId: ids[0]! }), { code: "invalid-input" })
})

test("F17: what the host policy or the agent cannot do is refused in the plan, each by its name", async () => {
  const cases: [Partial<typeof ENTRY>, RegExp][] = [
    [{ path: "/etc/redis/other.conf" }, /signalbox\.conf is not listed/],
    [{ unit: "valkey-server.service" }, /must be valkey-server/],
    [{ port: 6380 }, /PORT must be 6380/],
    [{ memoryBytesMax: 1_048_576 }, /MAXMEMORY/],
    [{ verbs: ["remove"] }, /install or configure/],
  ]
  for (const [entry, named] of cases) {
    const { serviceId, ids } = await saved(1, { ...HOST_POLICY, redis: [{ ...ENTRY, ...entry }] })
    const plan = await planOf(serviceId, ids)
    assert.match(plan.refusals.map(({ problem }) => problem.message).join(), named)
  }
  const { serviceId, ids } = await saved(1)
  const text = "BIND=10.0.0.1\n"
  await save({ serviceId, overrides: [{ serverId: ids[0]!, text, editedFrom: 0 }] })
  assert.match((await planOf(serviceId, ids)).refusals[0]?.problem.message ?? "", /BIND to 10\.0\.0\.1/)
  await w.ctx.db.server.update({ where: { id: ids[0]! }, data: { capabilities: ["change.env"] } })
  const codes = (await planOf(serviceId, ids)).refusals.map(({ problem }) => problem.code)
  assert.ok(codes.includes("unsupported-version"))
})

let made = 0
async function servers(count: number, policy: HostPolicy = HOST_POLICY) {
  const ids: string[] = []
  for (let at = 0; at < count; at++) ids.push(await w.addServer(`cache-${made++}`, { policy }))
  await w.ctx.db.server.updateMany({ where: { id: { in: ids } }, data: { capabilities: ["change.redis"] } })
  const definition = { envPath: PATH, envOwner: "redis", envGroup: "redis", envMode: "0640", units: [UNIT], checks: [] }
  return { serviceId: await w.addService(ids, { kind: "redis", dialects: ["systemd"], ...definition }), ids }
}

async function saved(count: number, policy?: HostPolicy) {
  const made = await servers(count, policy)
  await save({ serviceId: made.serviceId, base: { text: BASE, editedFrom: 0 } })
  return made
}

const save = (input: Partial<Save>) => saveEnv(w.ctx, SaveEnvInput.parse(input))
const planOf = (serviceId: string, ids: string[]) =>
  planRollout(w.ctx, { serviceId, targets: ids.map((serverId) => ({ serverId })), strategy: StrategyInput.parse({}) })
const auditEntries = async () =>
  JSON.stringify(await w.ctx.db.auditEntry.findMany(), (_, value) => (typeof value === "bigint" ? `${value}` : value))

async function applied(serviceId: string, ids: string[]) {
  const started = await w.start(serviceId, ids)
  await w.until(async () => (await getRollout(w.ctx, started)).status === "finished")
  return started
}

async function newest(serviceId: string) {
  const row = await w.ctx.db.rollout.findFirstOrThrow({ where: { serviceId }, orderBy: { number: "desc" } })
  return getRollout(w.ctx, { rolloutId: row.id })
}

async function lastCommand(serverId: string) {
  const row = await w.ctx.db.command.findFirstOrThrow({ where: { serverId }, orderBy: { seq: "desc" } })
  const payload = w.ctx.sealer.open(row.sealedPayload, payloadContext(row.id)).toString()
  return { change: RedisChange.parse(JSON.parse(payload)) }
}

async function observed(serverId: string, conf: string | null) {
  const owned = { owner: "redis", group: "redis", mode: "0640", mtimeMs: 1 }
  const gone = { owner: null, group: null, mode: null, mtimeMs: null }
  const file =
    conf === null
      ? { path: PATH, state: "missing" as const, hash: null, ...gone }
      : { path: PATH, state: "present" as const, hash: hashText(conf), ...owned }
  const facts = {} as Parameters<typeof recordObserved>[2]["facts"]
  await recordObserved(w.ctx, serverId, {
    facts,
    policy: null,
    policyFault: null,
    units: [],
    files: [file],
    openCommands: [],
    at: 1,
  })
}

async function isDrifted(serviceId: string) {
  return (await w.ctx.db.serviceOnServer.findFirstOrThrow({ where: { serviceId } })).isDrifted
}
