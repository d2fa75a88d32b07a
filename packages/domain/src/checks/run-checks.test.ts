import assert from "node:assert/strict"
import { test } from "node:test"
import { Problem } from "@signalbox/protocol/problem"
import { importEnv } from "../env/import-env.ts"
import { createEnvWorld } from "../testing/env-world.ts"
import { runChecks } from "./run-checks.ts"

test("F69 what an agent refuses for is told, and recorded, without the secrets of the env file", async (t) => {
  const world = await createEnvWorld()
  t.after(() => world.close())
  const where = { serviceId: world.serviceId, serverId: world.servers.fra }
  world.putFile(world.servers.fra, world.envPath, { text: "REDIS_HOST=redis://:canary-1234@203.0.113.9\n" })
  await importEnv(world.ctx, where)
  const agents = {
    ...world.ctx.agents,
    request: () => Promise.reject(new Problem("policy-refused", "No redis://:canary-1234@203.0.113.9 here.")),
  }
  await assert.rejects(runChecks({ ...world.ctx, agents }, where), (error: unknown) => {
    assert.ok(error instanceof Problem)
    assert.deepEqual([error.code, error.message], ["policy-refused", "No redis://:••••••••••••@203.0.113.9 here."])
    return true
  })
})
