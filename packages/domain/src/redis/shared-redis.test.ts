import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { createDomainWorld, type DomainWorld } from "../testing/domain-world.ts"
import { testLook } from "../testing/redis-world.ts"
import { addSharedRedis } from "./add-shared-redis.ts"
import { getRedis } from "./get-redis.ts"
import { listRedis } from "./list-redis.ts"
import { recordRedisObserved } from "./record-redis-observed.ts"
import { redisTopology } from "./redis-topology.ts"
import { removeSharedRedis } from "./remove-shared-redis.ts"
import { AddSharedRedisInput, ListRedisInput } from "./schema.ts"
import { passwordContext } from "./sealed-password.ts"

const PASSWORD = "canary-of-a-shared-redis"
let world: DomainWorld
before(async () => {
  world = await createDomainWorld()
})
after(() => world.close())

const add = (input: object) => addSharedRedis(world.ctx, AddSharedRedisInput.parse({ name: "Main", ...input }))
const lastEntry = () => world.db.auditEntry.findFirst({ orderBy: { seq: "desc" } })

test("a password is sealed, and is in no answer, no audit entry and no event", async () => {
  const added = await add({ host: "Sealed.example", password: PASSWORD, username: "reader", isTls: true })
  const row = await world.db.redisInstance.findUniqueOrThrow({ where: { id: added.id } })
  const sealed = row.sealedPassword ?? assert.fail("nothing was sealed")
  assert.equal(world.ctx.sealer.open(sealed, passwordContext(added.id)).toString(), PASSWORD)
  const base64 = Buffer.from(sealed).toString("base64")
  const told = JSON.stringify([
    added,
    await getRedis(world.ctx, { instanceId: added.id }),
    await listRedis(world.ctx, ListRedisInput.parse({})),
    await redisTopology(world.ctx, {}),
    await world.db.auditEntry.findMany().then((entries) => entries.map(({ before, after }) => [before, after])),
    world.events,
  ])
  assert.ok(told.includes("sealed.example:6379"))
  for (const secret of [PASSWORD, base64, "sealedPassword"]) assert.equal(told.includes(secret), false)
  const entry = await lastEntry()
  assert.deepEqual([entry?.action, entry?.objectId, entry?.objectName], ["redis.add", added.id, "Main"])
  assert.ok(world.events.some((event) => event.kind === "redis" && event.serverId === null))
})

test("one that servers see already is the same instance, under its name from then on", async () => {
  const serverId = await world.addServer("see-1")
  await recordRedisObserved(world.ctx, serverId, testLook("198.51.100.60:6380"))
  const named = await add({ name: "Queue", host: "198.51.100.60", port: 6380 })
  assert.deepEqual([named.isNamed, named.name, named.state, named.watchers.length], [true, "Queue", "up", 1])
  await recordRedisObserved(world.ctx, serverId, testLook("198.51.100.60:6380"))
  assert.equal(await world.db.redisInstance.count({ where: { host: "198.51.100.60" } }), 1)
  await assert.rejects(add({ host: "198.51.100.60", port: 6380 }), { code: "already-exists" })
})

test("two people who name the same address at once name it once", async () => {
  const both = await Promise.allSettled([add({ host: "race.example" }), add({ host: "race.example" })])
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"])
  const refused = both.find((each) => each.status === "rejected")
  assert.equal(refused?.reason.code, "already-exists")
})

test("a name is taken back: what servers see stays by its address, without the password", async () => {
  const serverId = await world.addServer("back-1")
  const { id } = await add({ host: "back.example", password: PASSWORD })
  await recordRedisObserved(world.ctx, serverId, testLook("back.example:6379"))
  await removeSharedRedis(world.ctx, { instanceId: id })
  const view = await getRedis(world.ctx, { instanceId: id })
  assert.deepEqual([view.name, view.isNamed, view.state, view.may.remove], ["back.example:6379", false, "up", false])
  assert.equal((await world.db.redisInstance.findUniqueOrThrow({ where: { id } })).sealedPassword, null)
  assert.equal((await lastEntry())?.action, "redis.remove")
  await assert.rejects(removeSharedRedis(world.ctx, { instanceId: id }), { code: "in-use" })
})

test("one that nobody sees goes, and its address is free again", async () => {
  const { id } = await add({ host: "gone.example" })
  await removeSharedRedis(world.ctx, { instanceId: id })
  await assert.rejects(getRedis(world.ctx, { instanceId: id }), { code: "not-found" })
  await assert.rejects(removeSharedRedis(world.ctx, { instanceId: id }), { code: "not-found" })
  assert.notEqual((await add({ host: "gone.example" })).id, id)
})

test("one that a conversion is at work on stays", async () => {
  const { id } = await add({ host: "converted.example" })
  const service = await world.addService("policy")
  const conversion = await world.db.conversion.create({
    data: {
      ...{ title: "t", sharedInstanceId: id, policyServiceId: service.id, serverIds: [], plan: {} },
      ...{ sealedEdits: new Uint8Array(1), createdById: "u", createdByName: "u" },
    },
  })
  await assert.rejects(removeSharedRedis(world.ctx, { instanceId: id }), { code: "in-use" })
  await world.db.conversion.update({ where: { id: conversion.id }, data: { state: "finished" } })
  await removeSharedRedis(world.ctx, { instanceId: id })
})

test("a viewer is told that it may not take a name back", async () => {
  const { id } = await add({ host: "may.example" })
  assert.equal((await getRedis(world.as("viewer"), { instanceId: id })).may.remove, false)
  assert.equal((await getRedis(world.ctx, { instanceId: id })).may.remove, true)
})

test("a host that is none is refused", () => {
  for (const host of ["", "a b", "redis://h", "user@h", "h/0"]) {
    assert.equal(AddSharedRedisInput.safeParse({ name: "x", host }).success, false)
  }
})
