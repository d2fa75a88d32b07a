import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { Problem } from "@signalbox/protocol/problem"
import { getRollout } from "./get-rollout.ts"
import { rollbackRollout } from "./rollback-rollout.ts"
import type { RolloutView } from "./schema.ts"
import { createWorld, type World } from "./testing/world.ts"

async function world(t: TestContext): Promise<World> {
  const made = await createWorld()
  t.after(() => made.close())
  return made
}

async function settled(w: World, rolloutId: string, status: RolloutView["status"] = "finished"): Promise<RolloutView> {
  await w.until(async () => (await getRollout(w.ctx, { rolloutId })).status === status)
  return getRollout(w.ctx, { rolloutId })
}

/** Servers that run version 1. */
async function running(w: World, size: number) {
  const ids: string[] = []
  for (let n = 0; n < size; n++) ids.push(await w.addServer(`web-${n}`))
  const serviceId = await w.addService(ids)
  await w.addVersions(serviceId, ids, (id) => `NAME=${id}\nN=1\n`)
  const { rolloutId } = await w.start(serviceId, ids, { canary: size })
  await settled(w, rolloutId)
  await w.addVersions(serviceId, ids, (id) => `NAME=${id}\nN=2\n`)
  return { ids, serviceId }
}

/** Of a rollout that has ended: it begins at once. */
async function rollBack(w: World, rolloutId: string): Promise<string> {
  const begun = await rollbackRollout(w.ctx, { rolloutId, note: "" })
  return begun.rolloutId ?? assert.fail("it waits")
}

test("F15 a rollback, pressed many times, is one rollout that brings the texts before as new versions", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { ids, serviceId } = await running(w, 2)
  const { rolloutId } = await w.start(serviceId, ids, { canary: 2 })
  await settled(w, rolloutId)
  const pressed = await Promise.all(Array.from({ length: 5 }, () => rollbackRollout(w.ctx, { rolloutId, note: "" })))
  assert.equal(new Set(pressed.map((one) => one.rolloutId)).size, 1)
  const back = await settled(w, await rollBack(w, rolloutId))
  assert.deepEqual(
    back.targets.map((one) => [one.status, one.fromNumber, one.toNumber, one.restoresNumber]),
    [
      ["applied", 2, 3, 1],
      ["applied", 2, 3, 1],
    ],
  )
  for (const id of ids) assert.equal(w.agents.of(id).disk, `NAME=${id}\nN=1\n`)
  assert.deepEqual(await rollbackRollout(w.ctx, { rolloutId, note: "" }), pressed[0])
  const versions = await w.ctx.db.envVersion.findMany({ where: { number: 3 } })
  assert.deepEqual(
    versions.map(({ origin, restoresNumber }) => [origin, restoresNumber]),
    [
      ["rollback", 1],
      ["rollback", 1],
    ],
  )
  const original = await getRollout(w.ctx, { rolloutId })
  assert.deepEqual([original.may.rollback, original.rollbacks.length, back.rollbackOf?.id], [false, 1, rolloutId])
})

test("a server that had no version before is skipped with the reason; when none had one, there is nothing to roll back", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { ids, serviceId } = await running(w, 1)
  const fresh = await w.addServer("web-new")
  await w.ctx.db.serviceOnServer.create({ data: { serviceId, serverId: fresh } })
  await w.addVersions(serviceId, [fresh], () => "N=2\n")
  const { rolloutId } = await w.start(serviceId, [...ids, fresh], { canary: 2 })
  await settled(w, rolloutId)
  const done = await settled(w, await rollBack(w, rolloutId))
  assert.deepEqual(
    done.targets.map((one) => [one.serverId, one.status, one.step]),
    [
      [ids[0], "applied", ""],
      [fresh, "skipped", "There was no version before"],
    ],
  )
  const first = await w.ctx.db.rollout.findFirstOrThrow({ where: { number: 1 } })
  await assert.rejects(
    rollbackRollout(w.ctx, { rolloutId: first.id, note: "" }),
    (error) => error instanceof Problem && error.code === "rollout-state",
  )
})

test("a good rollout can still be rolled back after a later one failed, and not where a later one was applied", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { ids, serviceId } = await running(w, 2)
  const { rolloutId } = await w.start(serviceId, ids, { canary: 2 })
  await settled(w, rolloutId)
  await w.addVersions(serviceId, ids, (id) => `NAME=${id}\nN=3\n`)
  const [first, second] = ids as [string, string]
  const behaviour = w.agents.of(second).behaviour
  w.agents.of(second).behaviour = "wait"
  const later = await w.start(serviceId, ids, { canary: 2 })
  await w.until(async () => (await getRollout(w.ctx, later)).targets[1]?.status === "applying")
  assert.equal((await getRollout(w.ctx, { rolloutId })).may.rollback, false)
  await w.agents.finish(second, "rolled-back")
  await settled(w, later.rolloutId)
  w.agents.of(second).behaviour = behaviour
  assert.equal((await getRollout(w.ctx, { rolloutId })).may.rollback, true)
  const done = await settled(w, await rollBack(w, rolloutId))
  assert.deepEqual(
    done.targets.map((one) => [one.serverId, one.status, one.step]),
    [
      [second, "applied", ""],
      [first, "skipped", "Another version was applied since"],
    ],
  )
})
