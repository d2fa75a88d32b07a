import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { RedisChange } from "@signalbox/protocol/change"
import { getRollout } from "../rollouts/get-rollout.ts"
import { createWorld, POLICY, type World } from "../rollouts/testing/world.ts"
import { payloadContext } from "../rollouts/write-command.ts"
import { listServices } from "../services/list-services.ts"
import { ListServicesInput } from "../services/schema.ts"
import { createRedisPolicy } from "./create-policy.ts"
import { getRedisPolicy, listRedisPolicies } from "./get-policy.ts"
import { installRedis, removeRedis } from "./install-policy.ts"
import { finishRedisRotation, rotateRedisPassword } from "./rotate-password.ts"
import { CreateRedisPolicyInput, RedisOnServersInput, RotateRedisPasswordInput, SetRedisPolicyInput } from "./schema.ts"
import { setRedisPolicy } from "./set-policy.ts"

const GIVEN = "a-password-of-this-test-1"
const ENTRY = {
  ...{ unit: "redis-server.service", path: "/etc/redis/signalbox.conf", port: 6379, memoryBytesMax: 1_073_741_824 },
  ...{ bind: [], verbs: ["install" as const, "configure" as const, "remove" as const] },
}

let w: World
before(async () => {
  w = await createWorld()
  w.startEngine()
})
after(() => w.close())

test("a policy is made with its base, and only services of the kind env are services to a list of those", async () => {
  const policy = await create("made", { settings: { maxMemoryBytes: 536_870_912, eviction: "allkeys-lru" } })
  assert.deepEqual(policy.base.settings, {
    ...{ product: "redis", maxMemoryBytes: 536_870_912, eviction: "allkeys-lru", hasPassword: true, isRotating: false },
  })
  assert.deepEqual([policy.path, policy.unit], ["/etc/redis/signalbox.conf", "redis-server.service"])
  assert.ok((await listRedisPolicies(w.ctx)).items.some(({ serviceId }) => serviceId === policy.serviceId))
  const services = await listServices(w.ctx, ListServicesInput.parse({}))
  assert.ok(!services.items.some(({ id }) => id === policy.serviceId))
  const env = await w.addService([])
  await assert.rejects(getRedisPolicy(w.ctx, { serviceId: env }), { code: "not-found" })
})

test("settings that contradict each other make no policy at all", async () => {
  const bad = create("contradicts", { settings: { bind: ["0.0.0.0"] }, password: { choice: "none" } })
  await assert.rejects(bad, { code: "invalid-env" })
  assert.equal(await w.ctx.db.service.count({ where: { name: "contradicts" } }), 0)
})

test("an edit over a stale revision is refused; a password is kept, and never told", async () => {
  const { serviceId } = await create("edited", { password: { choice: "given", password: GIVEN } })
  const edit = (editedFrom: number, settings: object) =>
    setRedisPolicy(w.ctx, SetRedisPolicyInput.parse({ serviceId, serverId: null, editedFrom, settings }))
  const edited = await edit(1, { maxClients: 500 })
  assert.deepEqual(edited.base, { revision: 2, settings: { maxClients: 500, hasPassword: true, isRotating: false } })
  await assert.rejects(edit(1, { maxClients: 600 }), { code: "stale-revision" })
  const told = JSON.stringify([edited, await w.ctx.db.auditEntry.findMany()], (_, value) =>
    typeof value === "bigint" ? `${value}` : value,
  )
  assert.ok(told.includes("PASSWORD"))
  assert.ok(!told.includes(GIVEN))
})

test("to install assigns, makes versions and rolls out; to remove takes away, and installing again brings back", async () => {
  const { serviceId } = await create("installed", {})
  const serverIds = [await server("install-1"), await server("install-2")]
  await ended(await installRedis(w.ctx, on(serviceId, serverIds)))
  const policy = await getRedisPolicy(w.ctx, { serviceId })
  assert.deepEqual(
    policy.servers.map(({ appliedNumber }) => appliedNumber),
    [1, 1],
  )
  await assert.rejects(installRedis(w.ctx, on(serviceId, serverIds)), { code: "nothing-to-do" })
  await assert.rejects(removeRedis(w.ctx, on(serviceId, [])), { code: "empty-target-list" })
  await ended(await removeRedis(w.ctx, on(serviceId, serverIds.slice(0, 1))))
  assert.deepEqual(
    serverIds.map((id) => w.agents.of(id).redisConf === null),
    [true, false],
  )
  await ended(await installRedis(w.ctx, on(serviceId, serverIds.slice(0, 1))))
  assert.notEqual(w.agents.of(serverIds[0]!).redisConf, null)
})

test("F17: an install that a host policy does not permit is refused as a plan, and nothing is sent", async () => {
  const { serviceId } = await create("unpermitted", {})
  const serverId = await server("forbids-it", { ...ENTRY, verbs: [] })
  await assert.rejects(installRedis(w.ctx, on(serviceId, [serverId])), { code: "plan-refused" })
  assert.equal(await w.ctx.db.command.count({ where: { serverId } }), 0)
})

test("a password is replaced in two steps, and a server with one of its own never accepts the old one of the base", async () => {
  const { serviceId } = await create("rotated", { password: { choice: "given", password: GIVEN } })
  const [shares, own] = [await server("shares-it"), await server("has-its-own")]
  await ended(await installRedis(w.ctx, on(serviceId, [shares, own])))
  const choice = { settings: {}, password: { choice: "generated" } }
  await setRedisPolicy(w.ctx, SetRedisPolicyInput.parse({ serviceId, serverId: own, editedFrom: 0, ...choice }))
  await ended(await installRedis(w.ctx, on(serviceId, [own])))
  // Its own rotation leaves no gap through which the base's could come later.
  const ofOwn = RotateRedisPasswordInput.parse({ serviceId, serverId: own })
  await ended(await rotateRedisPassword(w.ctx, ofOwn))
  await ended(await finishRedisRotation(w.ctx, ofOwn))
  const ownBefore = (await lastChange(own)).policy
  const input = RotateRedisPasswordInput.parse({ serviceId, serverId: null })
  await assert.rejects(finishRedisRotation(w.ctx, input), { code: "rotation-state" })
  await ended(await rotateRedisPassword(w.ctx, input))
  const first = (await lastChange(shares)).policy
  assert.equal(first.retiringPassword, GIVEN)
  assert.notEqual(first.password, GIVEN)
  assert.deepEqual((await lastChange(own)).policy, ownBefore)
  const { servers } = await getRedisPolicy(w.ctx, { serviceId })
  assert.equal(servers.find(({ serverId }) => serverId === own)?.effective?.isRotating, false)
  assert.equal(ownBefore.retiringPassword, null)
  await assert.rejects(rotateRedisPassword(w.ctx, input), { code: "rotation-state" })
  await ended(await finishRedisRotation(w.ctx, input))
  const last = (await lastChange(shares)).policy
  assert.deepEqual([last.password, last.retiringPassword], [first.password, null])
})

test("a new password installs nothing where it is not installed", async () => {
  const { serviceId } = await create("not-yet", {})
  const input = RotateRedisPasswordInput.parse({ serviceId, serverId: null })
  assert.deepEqual(await rotateRedisPassword(w.ctx, input), { rolloutId: null, number: null })
})

const create = (name: string, more: object) =>
  createRedisPolicy(w.ctx, CreateRedisPolicyInput.parse({ name, product: "redis", settings: {}, ...more }))
const on = (serviceId: string, serverIds: string[]) => RedisOnServersInput.parse({ serviceId, serverIds })

async function server(name: string, entry: typeof ENTRY | (Omit<typeof ENTRY, "verbs"> & { verbs: [] }) = ENTRY) {
  const id = await w.addServer(name, { policy: { ...POLICY, redis: [entry] } })
  await w.ctx.db.server.update({ where: { id }, data: { capabilities: ["change.redis"] } })
  return id
}

async function ended({ rolloutId }: { rolloutId: string | null }) {
  assert.ok(rolloutId)
  await w.until(async () => (await getRollout(w.ctx, { rolloutId })).status === "finished")
}

async function lastChange(serverId: string) {
  const row = await w.ctx.db.command.findFirstOrThrow({ where: { serverId }, orderBy: { seq: "desc" } })
  return RedisChange.parse(JSON.parse(w.ctx.sealer.open(row.sealedPayload, payloadContext(row.id)).toString()))
}
