import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { beginAskedRollback } from "./begin-asked-rollback.ts"
import { getRollout } from "./get-rollout.ts"
import { rollbackRollout } from "./rollback-rollout.ts"
import type { RolloutView, StrategyInput } from "./schema.ts"
import { createWorld, type World } from "./testing/world.ts"

/** Three servers that run version 1, on the way to version 2: the first has it, the second is at work, the third was not sent to. */
async function atWork(t: TestContext, strategy: Partial<StrategyInput> = { canary: 1, batchSize: 1 }) {
  const w = await createWorld()
  t.after(() => w.close())
  w.startEngine()
  const ids: [string, string, string] = [
    await w.addServer("web-0"),
    await w.addServer("web-1"),
    await w.addServer("web-2"),
  ]
  const serviceId = await w.addService(ids)
  await w.addVersions(serviceId, ids, (id) => `NAME=${id}\nN=1\n`)
  await reached(w, (await w.start(serviceId, ids, { canary: 3 })).rolloutId, "finished")
  await w.addVersions(serviceId, ids, (id) => `NAME=${id}\nN=2\n`)
  w.agents.of(ids[1]).behaviour = "wait"
  const { rolloutId } = await w.start(serviceId, ids, strategy)
  const view = () => getRollout(w.ctx, { rolloutId })
  await w.until(async () => (await view()).targets[1]?.status === "applying")
  return { w, ids, rolloutId, view, press: (note = "") => rollbackRollout(w.ctx, { rolloutId, note }) }
}

async function reached(w: World, rolloutId: string, status: RolloutView["status"]): Promise<RolloutView> {
  await w.until(async () => (await getRollout(w.ctx, { rolloutId })).status === status)
  return getRollout(w.ctx, { rolloutId })
}

/** The rollback that begins by itself, once it has ended. */
async function putBack(w: World, view: () => Promise<RolloutView>): Promise<RolloutView> {
  await w.until(async () => (await view()).rollbacks.length > 0)
  return reached(w, (await view()).rollbacks[0]!.id, "finished")
}

const running = (w: World, ids: readonly string[]) => ids.map((id) => /N=(\d)/.exec(w.agents.of(id).disk ?? "")?.[1])
const sent = (w: World, ids: readonly string[]) => ids.map((id) => w.agents.of(id).effects.length)

test("F15 a rollback asked for while servers are at work waits for them, and begins by itself, on what was changed alone", async (t) => {
  const { w, ids, rolloutId, view, press } = await atWork(t)
  assert.deepEqual(await press("it was wrong"), { rolloutId: null, number: null, waitsFor: 1 })
  const waiting = await view()
  assert.deepEqual([waiting.status, waiting.may.rollback, waiting.may.resume], ["aborting", false, false])
  const { byName, waitsFor, refusal } = waiting.rollbackAsked ?? assert.fail("it is not shown")
  assert.deepEqual([byName, waitsFor, refusal], ["Ada", 1, null])
  assert.deepEqual(
    waiting.targets.map((one) => one.status),
    ["applied", "applying", "skipped"],
  )

  // Nobody is there any more: what follows comes from the server at work and the engine.
  await w.agents.finish(ids[1], "applied")
  w.agents.of(ids[1]).behaviour = "applied"
  const back = await putBack(w, view)
  assert.deepEqual(
    back.targets.map((one) => [one.serverId, one.status]),
    [
      [ids[0], "applied"],
      [ids[1], "applied"],
    ],
  )
  assert.deepEqual([back.createdByName, back.note, back.rollbackOf?.id], ["Ada", "it was wrong", rolloutId])
  assert.deepEqual(running(w, ids), ["1", "1", "1"])
  assert.deepEqual(sent(w, ids), [3, 3, 1])
  const ended = await view()
  assert.deepEqual([ended.status, ended.rollbackAsked, ended.may.rollback], ["aborted", null, false])
  const entries = await w.ctx.db.auditEntry.findMany({
    where: { action: { startsWith: "rollout.rollback" } },
    orderBy: { seq: "asc" },
  })
  assert.deepEqual(
    entries.map(({ action, actorName, reason, result }) => [action, actorName, reason, result]),
    [
      ["rollout.rollback-asked", "Ada", "it was wrong", "done"],
      ["rollout.rollback", "Ada", "it was wrong", "done"],
    ],
  )
})

test("F15 a server that puts itself back meanwhile is not touched again", async (t) => {
  const { w, ids, view, press } = await atWork(t)
  await press()
  await w.agents.finish(ids[1], "rolled-back")
  const back = await putBack(w, view)
  assert.deepEqual(
    back.targets.map((one) => one.serverId),
    [ids[0]],
  )
  assert.deepEqual(
    [running(w, ids), sent(w, ids)],
    [
      ["1", "1", "1"],
      [3, 2, 1],
    ],
  )
})

test("F15 asked for many times, before and after it began, and driven by two replicas, it is one rollback", async (t) => {
  const { w, ids, view, press } = await atWork(t)
  const pressed = await Promise.all(Array.from({ length: 5 }, () => press()))
  assert.deepEqual(new Set(pressed.map((one) => one.waitsFor)), new Set([1]))
  w.startEngine("r2")
  w.agents.of(ids[1]).behaviour = "applied"
  const [again] = await Promise.all([press(), w.agents.finish(ids[1], "applied"), press(), press()])
  const back = await putBack(w, view)
  assert.ok(again.rolloutId === null || again.rolloutId === back.id)
  assert.equal((await press()).rolloutId, back.id)
  assert.equal(await w.ctx.db.rollout.count(), 3)
  assert.deepEqual(sent(w, ids), [3, 3, 1])
  assert.equal(await w.ctx.db.auditEntry.count({ where: { action: "rollout.rollback-asked" } }), 1)
  assert.deepEqual(w.errors, [])
})

test("F15 the control plane killed while it waits, and while it begins: the rollback goes on after the next start", async (t) => {
  const { w, ids, view, press } = await atWork(t)
  await press()
  await w.stopEngines()
  await w.agents.finish(ids[1], "applied")
  w.agents.of(ids[1]).behaviour = "applied"
  assert.deepEqual([(await view()).status, (await view()).rollbackAsked?.waitsFor], ["aborting", 0])
  // Killed before its last statement: nothing of it is kept, and it is still to be begun.
  await w.ctx.db.$executeRawUnsafe(
    `ALTER TABLE "AuditEntry" ADD CONSTRAINT blocked CHECK (action <> 'rollout.rollback')`,
  )
  const before = await w.ctx.db.envVersion.count()
  const failed = Promise.withResolvers<void>()
  w.errors.push = () => {
    failed.resolve()
    return 0
  }
  w.startEngine("r2")
  await failed.promise
  await w.stopEngines()
  assert.deepEqual([(await view()).status, await w.ctx.db.envVersion.count()], ["aborting", before])
  await w.ctx.db.$executeRawUnsafe(`ALTER TABLE "AuditEntry" DROP CONSTRAINT blocked`)
  w.startEngine("r3")
  await putBack(w, view)
  assert.deepEqual(
    [running(w, ids), sent(w, ids)],
    [
      ["1", "1", "1"],
      [3, 3, 1],
    ],
  )
})

test("F15 of drivers that begin it at the same moment one does, and none while a server is at work", async (t) => {
  const { w, ids, rolloutId, view, press } = await atWork(t)
  await press()
  await w.stopEngines()
  const { serviceId } = await view()
  const begin = () => beginAskedRollback(w.ctx, { rolloutId, serviceId })
  await begin()
  assert.deepEqual([(await view()).status, await w.ctx.db.rollout.count()], ["aborting", 2])
  await w.agents.finish(ids[1], "applied")
  await Promise.all([begin(), begin(), begin()])
  await begin()
  const { status, rollbacks, rollbackAsked } = await view()
  assert.deepEqual([status, rollbacks.length, rollbackAsked], ["aborted", 1, null])
})

test("nobody can start another rollout of the service while one is to be put back", async (t) => {
  const { w, ids, view, press } = await atWork(t)
  await press()
  const { serviceId } = await view()
  await w.stopEngines()
  await w.agents.finish(ids[1], "applied")
  w.agents.of(ids[1]).behaviour = "applied"
  await assert.rejects(w.start(serviceId, ids), { code: "rollout-in-progress" })
  w.startEngine()
  await putBack(w, view)
})

test("a rollback that cannot be begun when its time has come ends the rollout with the reason, and can be asked for again", async (t) => {
  const { w, ids, view, press, rolloutId } = await atWork(t)
  await press()
  await w.ctx.db.server.update({ where: { id: ids[0] }, data: { revokedAt: w.ctx.clock.now() } })
  w.agents.of(ids[1]).behaviour = "applied"
  await w.agents.finish(ids[1], "applied")
  const ended = await reached(w, rolloutId, "aborted")
  assert.match(ended.rollbackAsked?.refusal ?? "", /web-0/)
  assert.deepEqual([ended.rollbackAsked?.waitsFor, ended.rollbacks.length, ended.may.rollback], [0, 0, true])
  const entry = await w.ctx.db.auditEntry.findFirstOrThrow({ where: { action: "rollout.rollback" } })
  assert.deepEqual([entry.result, entry.actorName, entry.reason], ["failed", "Ada", ended.rollbackAsked?.refusal])
  await w.ctx.db.server.update({ where: { id: ids[0] }, data: { revokedAt: null } })
  await press()
  const back = await putBack(w, view)
  assert.equal(back.targets.length, 2)
  assert.equal((await view()).rollbackAsked, null)
})

test("where no server runs what it brought, asking for a rollback ends the rollout and says so", async (t) => {
  const { w, ids, view, press, rolloutId } = await atWork(t, { canary: 3 })
  await w.until(async () => (await view()).counts.applied === 2)
  await w.ctx.db.serviceOnServer.updateMany({ data: { appliedVersionId: null } })
  await press()
  await w.agents.finish(ids[1], "rolled-back")
  const ended = await reached(w, rolloutId, "aborted")
  assert.match(ended.rollbackAsked?.refusal ?? "", /nothing to go back to/)
  assert.equal(ended.may.rollback, false)
})

test("between two batches it stops at once, and nothing more is sent", async (t) => {
  const { w, ids, view, press } = await atWork(t, { canary: 2, soakMs: 60_000 })
  await w.agents.finish(ids[1], "applied")
  w.agents.of(ids[1]).behaviour = "applied"
  await w.until(async () => (await view()).events.some((event) => event.kind === "batch-passed"))
  assert.equal((await press()).waitsFor, 0)
  await putBack(w, view)
  assert.deepEqual(
    [running(w, ids), sent(w, ids)],
    [
      ["1", "1", "1"],
      [3, 3, 1],
    ],
  )
})
