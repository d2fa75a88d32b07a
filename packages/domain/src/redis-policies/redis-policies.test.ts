import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { Change } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { redisConf } from "@signalbox/protocol/redis-conf"
import { getRollout } from "../rollouts/get-rollout.ts"
import { planRollout } from "../rollouts/plan-rollout.ts"
import { rollbackRollout } from "../rollouts/rollback-rollout.ts"
import { StrategyInput } from "../rollouts/schema.ts"
import { createWorld, POLICY, type World } from "../rollouts/testing/world.ts"
import { payloadContext } from "../rollouts/write-command.ts"
import { recordObserved } from "../servers/record-observed.ts"
import { listServices } from "../services/list-services.ts"
import { createRedisPolicy } from "./create-redis-policy.ts"
import { getRedisPolicy } from "./get-redis-policy.ts"
import { installRedis, removeRedis } from "./install-redis.ts"
import { finishRedisRotation, rotateRedisPassword } from "./rotate-redis-password.ts"
import { CreateRedisPolicyInput, RedisOnServersInput, SetRedisPolicyInput } from "./schema.ts"
import { setRedisPolicy } from "./set-redis-policy.ts"

const MIB = 1_048_576
const CONF = "/etc/redis/signalbox.conf"
const HOST_POLICY = {
  ...POLICY,
  redis: [
    {
      unit: "redis-server.service",
      path: CONF,
      port: 6379,
      verbs: ["install" as const, "configure" as const, "remove" as const],
      memoryBytesMax: 512 * MIB,
      bind: [],
    },
  ],
}

async function world(t: TestContext): Promise<World> {
  const made = await createWorld()
  t.after(() => made.close())
  return made
}

async function policyOn(w: World, input: object = {}) {
  const ids = [await w.addServer("dl-1", { policy: HOST_POLICY }), await w.addServer("dl-2", { policy: HOST_POLICY })]
  const { serviceId } = await createRedisPolicy(w.ctx, CreateRedisPolicyInput.parse({ name: "local-redis", ...input }))
  return { ids, serviceId }
}

const on = (serviceId: string, serverIds: string[], more: object = {}) =>
  RedisOnServersInput.parse({ serviceId, serverIds, strategy: { canary: 0 }, ...more })

async function ended(w: World, rolloutId: string) {
  await w.until(async () => (await getRollout(w.ctx, { rolloutId })).status === "finished")
  return getRollout(w.ctx, { rolloutId })
}

test("a policy is installed, changed, rolled back and removed by the rollouts that env files have", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { ids, serviceId } = await policyOn(w, { settings: { maxMemoryBytes: 256 * MIB } })
  const installed = await ended(w, (await installRedis(w.ctx, on(serviceId, ids))).rolloutId)
  assert.deepEqual(
    installed.targets.map(({ status, fromNumber, toNumber }) => [status, fromNumber, toNumber]),
    [
      ["applied", null, 1],
      ["applied", null, 1],
    ],
  )
  for (const id of ids) assert.match(w.agents.of(id).redisConf ?? "", /^maxmemory 268435456$/m)

  const changed = SetRedisPolicyInput.parse({
    ...{ serviceId, serverId: ids[0], editedFrom: 0 },
    settings: { maxMemoryBytes: 128 * MIB },
  })
  const view = await setRedisPolicy(w.ctx, changed)
  assert.deepEqual(
    view.onServers.map(({ newestNumber, overridden }) => [newestNumber, overridden]),
    [
      [2, ["MAXMEMORY"]],
      [1, []],
    ],
  )
  const { rolloutId } = await w.start(serviceId, [ids[0] ?? ""])
  await ended(w, rolloutId)
  assert.match(w.agents.of(ids[0] ?? "").redisConf ?? "", /^maxmemory 134217728$/m)
  const back = await rollbackRollout(w.ctx, { rolloutId, note: "" })
  await ended(w, back.rolloutId ?? "")
  assert.match(w.agents.of(ids[0] ?? "").redisConf ?? "", /^maxmemory 268435456$/m)

  const removed = await removeRedis(w.ctx, on(serviceId, ids))
  await ended(w, removed.rolloutId)
  for (const id of ids) assert.equal(w.agents.of(id).redisConf, null)
  const again = await rollbackRollout(w.ctx, { rolloutId: removed.rolloutId, note: "" })
  await ended(w, again.rolloutId ?? "")
  for (const id of ids) assert.match(w.agents.of(id).redisConf ?? "", /^maxmemory 268435456$/m)
})

test("what is sent is the policy, with the hash of the file that both sides make of it; a password is shown nowhere", async (t) => {
  const w = await world(t)
  const { ids, serviceId } = await policyOn(w, { password: { kind: "generate" } })
  for (const id of ids) w.agents.of(id).behaviour = "wait"
  w.startEngine()
  const { rolloutId } = await installRedis(w.ctx, on(serviceId, ids))
  await w.agents.heard(ids[0] ?? "", 1)
  const [command] = await w.ctx.db.command.findMany({ where: { serverId: ids[0] ?? "" } })
  assert.ok(command)
  const change = Change.parse(
    JSON.parse(w.ctx.sealer.open(command.sealedPayload, payloadContext(command.id)).toString()),
  )
  assert.ok(change.kind === "redis" && change.policy.password)
  const password = change.policy.password
  assert.doesNotMatch(redisConf(change.policy) ?? "", new RegExp(password))
  const seen = [
    await getRedisPolicy(w.ctx, { serviceId }),
    await getRollout(w.ctx, { rolloutId }),
    await w.ctx.db.auditEntry.findMany(),
    await planRollout(w.ctx, {
      serviceId,
      targets: ids.map((serverId) => ({ serverId })),
      strategy: StrategyInput.parse({}),
    }),
  ]
  assert.doesNotMatch(
    JSON.stringify(seen, (_, value) => (typeof value === "bigint" ? String(value) : value)),
    new RegExp(password),
  )
})

test("settings that contradict each other, or are none, are refused by name and save nothing", async (t) => {
  const w = await world(t)
  const open = CreateRedisPolicyInput.parse({ name: "open", settings: { bind: ["0.0.0.0"] } })
  await assert.rejects(
    createRedisPolicy(w.ctx, open),
    (error) => error instanceof Problem && /BIND/.test(error.message),
  )
  assert.equal(await w.ctx.db.service.count(), 0)
  const { ids, serviceId } = await policyOn(w)
  await w.ctx.db.serviceOnServer.create({ data: { serviceId, serverId: ids[0] ?? "" } })
  const bad = { serviceId, serverId: ids[0], editedFrom: 0, settings: { bind: ["not an address"] } }
  await assert.rejects(setRedisPolicy(w.ctx, SetRedisPolicyInput.parse(bad)), /BIND/)
  const user = { ...bad, settings: { user: "ytdl" } }
  await assert.rejects(setRedisPolicy(w.ctx, SetRedisPolicyInput.parse(user)), /USER.*PASSWORD/)
  assert.equal(await w.ctx.db.envVersion.count(), 0)
})

test("a plan names what the host policy does not permit, and a server whose agent cannot", async (t) => {
  const w = await world(t)
  const bare = await w.addServer("bare")
  const small = await w.addServer("small", { policy: HOST_POLICY })
  const { serviceId } = await policyOn(w, { settings: { maxMemoryBytes: 1_024 * MIB, port: 6380 } })
  const refused = (serverId: string) =>
    installRedis(w.ctx, on(serviceId, [serverId])).then(
      () => assert.fail("it was let through"),
      (error: Problem) => JSON.stringify(error.details),
    )
  assert.match(await refused(bare), /is not listed/)
  assert.match(await refused(small), /port 6379 only.*512 MB at most/)
  await w.ctx.db.server.update({ where: { id: small }, data: { capabilities: ["change.env"] } })
  assert.match(await refused(small), /cannot change a local Redis/)
  assert.equal(await w.ctx.db.rollout.count(), 0)
})

test("a file that is not the one of the policy is drift, and a file that should not be there too", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { ids, serviceId } = await policyOn(w)
  const [id = ""] = ids
  await ended(w, (await installRedis(w.ctx, on(serviceId, [id]))).rolloutId)
  const file = { path: CONF, owner: "redis", group: "redis", mode: "0640", mtimeMs: 1 }
  const observe = (more: object) =>
    recordObserved(w.ctx, id, {
      ...{ at: 1, facts: {} as never, policy: null, policyFault: null, units: [], openCommands: [] },
      files: [{ ...file, ...more } as never],
    })
  const isDrifted = async () => (await getRedisPolicy(w.ctx, { serviceId })).onServers[0]?.isDrifted
  const { createHash } = await import("node:crypto")
  const hash = createHash("sha256")
    .update(w.agents.of(id).redisConf ?? "")
    .digest("hex")
  await observe({ state: "present", hash })
  assert.equal(await isDrifted(), false)
  await observe({ state: "present", hash: "0".repeat(64) })
  assert.equal(await isDrifted(), true)
  await observe({ state: "present", hash })
  await ended(w, (await removeRedis(w.ctx, on(serviceId, [id]))).rolloutId)
  await observe({ state: "missing", hash: null, owner: null, group: null, mode: null })
  assert.equal(await isDrifted(), false)
  await observe({ state: "present", hash })
  assert.equal(await isDrifted(), true)
})

test("a password is rotated by two rollouts, between which both are good", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { ids, serviceId } = await policyOn(w, { password: { kind: "generate" } })
  await ended(w, (await installRedis(w.ctx, on(serviceId, ids))).rolloutId)
  const hashes = (id: string) =>
    [...(w.agents.of(id).redisConf ?? "").matchAll(/#([0-9a-f]{64})/g)].map(([, hash]) => hash)
  const [id = ""] = ids
  const [old] = hashes(id)
  await assert.rejects(finishRedisRotation(w.ctx, on(serviceId, ids)), /No old password/)
  await ended(w, (await rotateRedisPassword(w.ctx, on(serviceId, ids))).rolloutId)
  assert.equal(hashes(id).length, 2)
  assert.ok(hashes(id).includes(old))
  await assert.rejects(rotateRedisPassword(w.ctx, on(serviceId, ids)), /not finished/)
  await ended(w, (await finishRedisRotation(w.ctx, on(serviceId, ids))).rolloutId)
  assert.equal(hashes(id).length, 1)
  assert.ok(!hashes(id).includes(old))
  assert.notEqual(hashes(ids[0] ?? "")[0], hashes(ids[1] ?? "")[0], "each server has its own")
})

test("policies stand on pages of their own, not among the services", async (t) => {
  const w = await world(t)
  const { ids } = await policyOn(w)
  await w.addService(ids)
  const list = (kind: "env" | "redis") => listServices(w.ctx, { kind, limit: 10 })
  assert.equal((await list("env")).total, 1)
  assert.deepEqual(
    (await list("redis")).items.map(({ name }) => name),
    ["local-redis"],
  )
})
