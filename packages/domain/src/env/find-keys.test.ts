import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { createEnvWorld, type EnvWorld } from "../testing/env-world.ts"
import { findKeys } from "./find-keys.ts"
import { FindKeysInput } from "./schema.ts"

let world: EnvWorld
before(async () => {
  world = await createEnvWorld()
  await world.saveBase("REDIS_OLD=1\nPORT=3001\n", 0)
  await world.saveBase("REDIS_URL=redis://:canary-1@198.51.100.9:6379/0\nCACHE_REDIS_URL=canary-2\nPORT=3001\n", 1)
  await world.saveOverrides(world.servers.fra, "REDIS_URL=canary-3\nREDIS_POOL=4\n", 0)
})
after(() => world.close())

const keys = async (text: string) => (await findKeys(world.ctx, FindKeysInput.parse({ text }))).map(({ key }) => key)

test("a key is found by part of its name, once for each service, and those that begin with it come first", async () => {
  assert.deepEqual(await keys("redis"), ["REDIS_POOL", "REDIS_URL", "CACHE_REDIS_URL"])
  assert.deepEqual(await findKeys(world.ctx, FindKeysInput.parse({ text: "POOL" })), [
    { key: "REDIS_POOL", serviceId: world.serviceId, serviceName: "backend" },
  ])
})

test("what was saved over is not found, and neither is a value", async () => {
  assert.deepEqual(await keys("REDIS_OLD"), [])
  assert.deepEqual(await keys("canary"), [])
  assert.deepEqual(await keys("3001"), [])
})

test("a service that was removed has no keys any more", async () => {
  const other = await createEnvWorld()
  try {
    await other.saveBase("REDIS_URL=x\n", 0)
    await other.db.service.updateMany({ data: { removedAt: new Date() } })
    assert.deepEqual(await findKeys(other.ctx, FindKeysInput.parse({ text: "REDIS" })), [])
  } finally {
    await other.close()
  }
})

test("one letter is no search", () => {
  assert.ok(!FindKeysInput.safeParse({ text: " R " }).success)
})
