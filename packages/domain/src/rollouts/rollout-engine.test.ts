import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import { abortRollout } from "./abort-rollout.ts"
import { getEvidence } from "./get-evidence.ts"
import { getRollout } from "./get-rollout.ts"
import { pauseRollout } from "./pause-rollout.ts"
import { recordFinished } from "./record-finished.ts"
import { recordProgress } from "./record-progress.ts"
import { resumeRollout } from "./resume-rollout.ts"
import { retryFailed } from "./retry-failed.ts"
import type { RolloutView, StrategyInput } from "./schema.ts"
import { createWorld, type World } from "./testing/world.ts"

const SECRET = "s3cret-of-the-test"

async function world(t: TestContext): Promise<World> {
  const made = await createWorld()
  t.after(() => made.close())
  return made
}

/** So many servers with version 1 saved, nothing applied yet. */
async function fleet(w: World, size: number) {
  const serverIds: string[] = []
  for (let n = 0; n < size; n++) serverIds.push(await w.addServer(`web-${n}`))
  const serviceId = await w.addService(serverIds)
  await w.addVersions(serviceId, serverIds, (id) => `NAME=${id}\nAPI_SECRET=${SECRET}\n`)
  return { serverIds, serviceId }
}

async function run(w: World, size: number, strategy: Partial<StrategyInput> = {}) {
  const { serverIds, serviceId } = await fleet(w, size)
  const { rolloutId } = await w.start(serviceId, serverIds, strategy)
  return { serverIds, serviceId, rolloutId, view: () => getRollout(w.ctx, { rolloutId }) }
}

const statuses = (view: RolloutView) => view.targets.map((target) => target.status)
const isAt = (w: World, view: () => Promise<RolloutView>, status: RolloutView["status"]) =>
  w.until(async () => (await view()).status === status)

test("a rollout goes through canary and batches until every server runs its version", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { view, serverIds, serviceId } = await run(w, 4, { canary: 1, batchSize: 2 })
  await isAt(w, view, "finished")
  const done = await view()
  assert.deepEqual(statuses(done), ["applied", "applied", "applied", "applied"])
  assert.deepEqual(
    done.targets.map((target) => target.batch),
    [1, 2, 2, 3],
  )
  assert.equal(done.counts.applied, 4)
  for (const id of serverIds) {
    assert.equal(w.agents.of(id).disk, `NAME=${id}\nAPI_SECRET=${SECRET}\n`)
    assert.equal(w.agents.of(id).effects.length, 1)
  }
  const standings = await w.ctx.db.serviceOnServer.findMany({ where: { serviceId }, include: { appliedVersion: true } })
  assert.deepEqual(
    standings.map((standing) => standing.appliedVersion?.number),
    [1, 1, 1, 1],
  )
  const actions = await w.ctx.db.auditEntry.findMany({ orderBy: { seq: "asc" }, select: { action: true } })
  assert.deepEqual(
    actions.map((entry) => entry.action),
    ["rollout.start", ...Array.from({ length: 4 }, () => "rollout.target-applied"), "rollout.finish"],
  )
  assert.deepEqual(w.errors, [])
})

test("a canary that puts itself back holds the rollout before the next batch; the server keeps its version", async (t) => {
  const w = await world(t)
  const { view, serverIds, serviceId } = await run(w, 3)
  w.agents.of(serverIds[0]!).behaviour = "rolled-back"
  w.startEngine()
  await isAt(w, view, "held")
  const held = await view()
  assert.deepEqual(statuses(held), ["rolled-back", "pending", "pending"])
  assert.match(held.heldReason ?? "", /web-0 did not end applied/)
  assert.equal(held.targets[0]?.problem?.code, "check-failed")
  assert.deepEqual(w.agents.of(serverIds[1]!).effects, [])
  const standing = await w.ctx.db.serviceOnServer.findFirst({ where: { serviceId, serverId: serverIds[0]! } })
  assert.equal(standing?.appliedVersionId, null)
})

test("evidence is stored sealed, with the secrets of the env masked in journal lines", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { view, rolloutId, serverIds } = await run(w, 1)
  await isAt(w, view, "finished")
  const { evidence, changes } = await getEvidence(w.ctx, { rolloutId, serverId: serverIds[0]! })
  assert.match(evidence?.journal[0]?.text ?? "", /NAME=.*API_SECRET=••••/s)
  assert.equal(evidence?.checks[0]?.verdict, "pass")
  assert.deepEqual(
    changes.map((change) => change.key),
    ["NAME", "API_SECRET"],
  )
  const everything = JSON.stringify([
    await view(),
    evidence,
    changes,
    await w.ctx.db.rolloutTarget.findMany(),
    await w.ctx.db.command.findMany(),
    await w.ctx.db.auditEntry.findMany(),
  ])
  assert.doesNotMatch(everything, new RegExp(SECRET))
})

test("resume from a hold accepts the failures and goes on; retry failed sends a new command", async (t) => {
  const w = await world(t)
  const { view, serverIds, rolloutId } = await run(w, 3)
  w.agents.of(serverIds[0]!).behaviour = "rolled-back"
  w.startEngine()
  await isAt(w, view, "held")
  await resumeRollout(w.ctx, { rolloutId })
  await isAt(w, view, "finished")
  assert.deepEqual(statuses(await view()), ["rolled-back", "applied", "applied"])
  w.agents.of(serverIds[0]!).behaviour = "applied"
  assert.equal((await view()).may.retryFailed, true)
  await retryFailed(w.ctx, { rolloutId })
  await isAt(w, view, "finished")
  assert.deepEqual(statuses(await view()), ["applied", "applied", "applied"])
  const commands = await w.ctx.db.command.findMany({ where: { serverId: serverIds[0]! }, orderBy: { seq: "asc" } })
  assert.deepEqual(
    commands.map(({ seq, result }) => [seq, result]),
    [
      [1, "rolled-back"],
      [2, "applied"],
    ],
  )
})

test("a paused rollout sends nothing more, and ends nothing that was sent", async (t) => {
  const w = await world(t)
  const { view, serverIds, rolloutId } = await run(w, 2)
  w.agents.of(serverIds[0]!).behaviour = "wait"
  w.startEngine()
  await w.until(async () => (await view()).targets[0]?.status === "applying")
  await pauseRollout(w.ctx, { rolloutId })
  await w.agents.finish(serverIds[0]!, "applied")
  w.advance(60_000)
  assert.deepEqual([(await view()).status, ...statuses(await view())], ["paused", "applied", "pending"])
  await resumeRollout(w.ctx, { rolloutId })
  await isAt(w, view, "finished")
  assert.deepEqual(statuses(await view()), ["applied", "applied"])
})

test("abort skips what was not sent and waits for what was", async (t) => {
  const w = await world(t)
  const { view, serverIds, rolloutId } = await run(w, 3, { canary: 2 })
  w.agents.of(serverIds[0]!).behaviour = "wait"
  w.agents.of(serverIds[1]!).isOnline = false
  w.startEngine()
  await w.until(async () => (await view()).targets[0]?.status === "applying")
  await abortRollout(w.ctx, { rolloutId })
  assert.deepEqual(statuses(await view()), ["applying", "skipped", "skipped"])
  await w.agents.finish(serverIds[0]!, "applied")
  await isAt(w, view, "aborted")
  assert.deepEqual(statuses(await view()), ["applied", "skipped", "skipped"])
  assert.deepEqual(w.agents.of(serverIds[1]!).effects, [])
})

test("the next batch waits for the soak of the one before", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { view } = await run(w, 2, { soakMs: 60_000 })
  await w.until(async () => (await view()).events.some((event) => event.kind === "batch-passed"))
  w.advance(59_000)
  assert.deepEqual(statuses(await view()), ["applied", "pending"])
  w.advance(1_000)
  await isAt(w, view, "finished")
})

test("F12 a server that is away keeps its place until the time is up, then it has expired and nothing is sent to it", async (t) => {
  const w = await world(t)
  const { view, serverIds, rolloutId } = await run(w, 1, { ttlMs: 600_000 })
  const agent = w.agents.of(serverIds[0]!)
  agent.isOnline = false
  await w.ctx.db.server.update({ where: { id: agent.serverId }, data: { sessionReplica: null } })
  const engine = w.startEngine()
  await w.until(async () => (await view()).targets[0]?.step.startsWith("Offline") ?? false)
  assert.equal((await view()).targets[0]?.step, "Offline; applies on return, expires 12:10 UTC")
  w.advance(600_000)
  await isAt(w, view, "finished")
  assert.deepEqual(statuses(await view()), ["expired"])
  agent.isOnline = true
  await engine.onAgentConnected(agent.serverId)
  assert.deepEqual(agent.effects, [])
  await retryFailed(w.ctx, { rolloutId })
  await isAt(w, view, "finished")
  assert.deepEqual([statuses(await view()), agent.effects.length], [["applied"], 1])
})

test("F12 a server that comes back in time gets its command", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 1)
  const agent = w.agents.of(serverIds[0]!)
  agent.isOnline = false
  const engine = w.startEngine()
  await w.until(async () => (await w.ctx.db.command.count()) === 1)
  agent.isOnline = true
  await engine.onAgentConnected(agent.serverId)
  await isAt(w, view, "finished")
  assert.deepEqual([statuses(await view()), agent.effects.length], [["applied"], 1])
})

test("a server that falls silent past its deadline is unreachable until its result comes", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 1)
  w.agents.of(serverIds[0]!).behaviour = "wait"
  w.startEngine()
  await w.until(async () => (await view()).targets[0]?.status === "applying")
  w.advance(600_000)
  await isAt(w, view, "finished")
  assert.deepEqual(statuses(await view()), ["unreachable"])
  await w.agents.finish(serverIds[0]!, "applied")
  assert.deepEqual(statuses(await view()), ["applied"])
})

test("F08 a command whose answers are lost is sent again and has one effect", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 1)
  const agent = w.agents.of(serverIds[0]!)
  Object.assign(agent, { losesAnswers: true, behaviour: "wait" })
  w.startEngine()
  for (let n = 1; n <= 5; n++) {
    await w.agents.heard(agent.serverId, n)
    // The answer was noted as lost once the command is due again.
    w.advance(31_000)
  }
  await w.agents.finish(agent.serverId, "applied")
  await isAt(w, view, "finished")
  assert.deepEqual([statuses(await view()), agent.effects.length], [["applied"], 1])
})

test("F08 a result that is told twice is stored once, and answered alike", async (t) => {
  const w = await world(t)
  w.startEngine()
  const { view, serverIds } = await run(w, 1)
  await isAt(w, view, "finished")
  const before = [await view(), await w.ctx.db.auditEntry.count()]
  const [result] = w.agents.of(serverIds[0]!).results.values()
  await Promise.all(Array.from({ length: 10 }, () => recordFinished(w.ctx, serverIds[0]!, result!)))
  assert.deepEqual([await view(), await w.ctx.db.auditEntry.count()], before)
})

test("F39 a server cannot report the end of another server's change", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 2, { canary: 2 })
  for (const id of serverIds) w.agents.of(id).behaviour = "wait"
  w.startEngine()
  await w.until(async () => statuses(await view()).every((status) => status === "applying"))
  await w.agents.finish(serverIds[0]!, "stuck")
  const [own] = w.agents.of(serverIds[0]!).results.values()
  const other = await w.ctx.db.command.findFirstOrThrow({ where: { serverId: serverIds[1]! } })
  await recordFinished(w.ctx, serverIds[0]!, { ...own!, commandId: other.id })
  assert.deepEqual(statuses(await view()), ["stuck", "applying"])
})

test("a server that reports success with another file than it was told to write did not succeed", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 1)
  w.agents.of(serverIds[0]!).behaviour = "wait"
  w.startEngine()
  await w.until(async () => statuses(await view())[0] === "applying")
  const command = await w.ctx.db.command.findFirstOrThrow({})
  const hash = "0".repeat(64)
  const told = { checks: [], rollbackChecks: [], journal: [], timing: [], startedAt: 1, finishedAt: 2 }
  await recordFinished(w.ctx, serverIds[0]!, { ...told, commandId: command.id, outcome: "applied", fileHash: hash })
  assert.deepEqual([statuses(await view()), (await view()).targets[0]?.problem?.code], [["failed"], "drifted"])
})

test("the newest progress counts, an older one that comes late is dropped, and none comes after the end", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 1)
  const id = serverIds[0]!
  w.agents.of(id).behaviour = "wait"
  w.startEngine()
  await w.until(async () => statuses(await view())[0] === "applying")
  const { id: commandId } = await w.ctx.db.command.findFirstOrThrow({})
  const report = { commandId, checksPassed: 0, checksTotal: 2, at: 1 }
  await recordProgress(w.ctx, id, { ...report, seq: 2, state: "verifying", step: "Checks GET :3001", checksPassed: 1 })
  await recordProgress(w.ctx, id, { ...report, seq: 1, state: "applying", step: "Restarts web" })
  const target = (await view()).targets[0]
  assert.deepEqual([target?.status, target?.step, target?.checksPassed], ["verifying", "Checks GET :3001", 1])
  await w.agents.finish(id, "applied")
  await recordProgress(w.ctx, id, { ...report, seq: 3, state: "applying", step: "Restarts web" })
  assert.deepEqual(statuses(await view()), ["applied"])
})

test("F38 nothing is sent to a server that was revoked after the start", async (t) => {
  const w = await world(t)
  const { view, serverIds } = await run(w, 2, { canary: 2, stopAfterFailures: 5 })
  const agent = w.agents.of(serverIds[0]!)
  agent.isOnline = false
  const engine = w.startEngine()
  await w.until(async () => (await w.ctx.db.command.count()) === 2)
  await w.ctx.db.server.update({ where: { id: agent.serverId }, data: { revokedAt: new Date() } })
  agent.isOnline = true
  await engine.onAgentConnected(agent.serverId)
  await isAt(w, view, "finished")
  assert.deepEqual([statuses(await view()), agent.effects], [["failed", "applied"], []])
  assert.equal((await view()).targets[0]?.problem?.code, "server-revoked")
})

test("F14 a file that was edited by hand after the plan is refused by the server and marked as drifted", async (t) => {
  const w = await world(t)
  const { view, serverIds, serviceId } = await run(w, 1)
  w.agents.of(serverIds[0]!).disk = "EDITED=1\n"
  w.startEngine()
  await isAt(w, view, "finished")
  assert.equal((await view()).targets[0]?.problem?.code, "drifted")
  assert.equal(w.agents.of(serverIds[0]!).disk, "EDITED=1\n")
  assert.equal((await w.ctx.db.serviceOnServer.findFirstOrThrow({ where: { serviceId } })).isDrifted, true)
})
