import assert from "node:assert/strict"
import { type TestContext, test } from "node:test"
import fc from "fast-check"
import { driveRollout } from "./drive-rollout.ts"
import { claimRollouts } from "./drive-rollouts.ts"
import { getRollout } from "./get-rollout.ts"
import { pauseRollout } from "./pause-rollout.ts"
import { recordFinished } from "./record-finished.ts"
import { resumeRollout } from "./resume-rollout.ts"
import { isSettled } from "./rollout-state.ts"
import { createWorld, type World } from "./testing/world.ts"

async function world(t: TestContext): Promise<World> {
  const made = await createWorld()
  t.after(() => made.close())
  return made
}

async function started(w: World, size: number, strategy = {}) {
  const ids: string[] = []
  for (let n = 0; n < size; n++) ids.push(await w.addServer(`web-${n}`))
  const serviceId = await w.addService(ids)
  await w.addVersions(serviceId, ids, (id) => `NAME=${id}\n`)
  return { ids, ...(await w.start(serviceId, ids, strategy)) }
}

test("F31 a driver that stood still past its lease is fenced off: it dispatches nothing", async (t) => {
  const w = await world(t)
  await started(w, 3, { canary: 3 })
  const drive = { ...w.ctx, signCommand: () => new Uint8Array(64) }
  const [stale] = await claimRollouts(w.ctx.db, { owner: "a", leaseMs: 0 })
  const [fresh] = await claimRollouts(w.ctx.db, { owner: "b", leaseMs: 60_000 })
  assert.deepEqual(await claimRollouts(w.ctx.db, { owner: "c", leaseMs: 60_000 }), [], "a lease that runs is respected")
  await driveRollout(drive, stale!)
  assert.equal(await w.ctx.db.command.count(), 0)
  await driveRollout(drive, fresh!)
  await driveRollout(drive, stale!)
  assert.equal(await w.ctx.db.command.count(), 3)
})

test("F31 three engines on one database dispatch each command once", async (t) => {
  const w = await world(t)
  const { ids, rolloutId } = await started(w, 8, { canary: 1, batchSize: 3 })
  for (const replicaId of ["a", "b", "c"]) w.startEngine(replicaId)
  await w.until(async () => (await getRollout(w.ctx, { rolloutId })).status === "finished")
  assert.deepEqual(
    ids.map((id) => w.agents.of(id).effects.length),
    Array(8).fill(1),
  )
  assert.equal(await w.ctx.db.command.count(), 8)
})

test("F71 a rollout whose row was damaged in the database holds up no other", async (t) => {
  const w = await world(t)
  const start = async (name: string) => {
    const serverId = await w.addServer(name)
    const serviceId = await w.addService([serverId])
    await w.addVersions(serviceId, [serverId], () => "A=1\n")
    return w.start(serviceId, [serverId])
  }
  const damaged = await start("web-0")
  const whole = await start("web-1")
  await w.ctx.db.rollout.update({ where: { id: damaged.rolloutId }, data: { definition: {} } })
  w.startEngine()
  const stateOf = async (id: string) => (await w.ctx.db.rollout.findUniqueOrThrow({ where: { id } })).state
  await w.until(async () => (await stateOf(whole.rolloutId)) === "finished")
  assert.equal(await stateOf(damaged.rolloutId), "running")
  assert.ok(JSON.stringify(w.errors).includes(damaged.rolloutId))
})

const step = fc.oneof(
  fc.record({ kind: fc.constant("crash" as const) }),
  fc.record({ kind: fc.constant("tell again" as const), server: fc.nat(4) }),
  fc.record({ kind: fc.constant("lose answers" as const), server: fc.nat(4), value: fc.boolean() }),
  fc.record({ kind: fc.constant("go away" as const), server: fc.nat(4), value: fc.boolean() }),
  fc.record({ kind: fc.constant("pause" as const) }),
  fc.record({ kind: fc.constant("resume" as const) }),
  fc.record({ kind: fc.constant("time" as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

test("in any order of crashes, lost answers, absences, pauses and repeated results, each command has one effect and every target a true end", async () => {
  const outcome = fc.constantFrom("applied" as const, "rolled-back" as const, "failed" as const)
  const script = fc.record({
    steps: fc.array(step, { minLength: 5, maxLength: 15 }),
    outcomes: fc.array(outcome, { minLength: 5, maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(script, async ({ steps, outcomes }) => {
      const w = await createWorld()
      try {
        const { ids, rolloutId } = await started(w, 5, {
          canary: 1,
          batchSize: 2,
          stopAfterFailures: 10,
          ttlMs: 604_800_000,
        })
        for (const [index, id] of ids.entries()) w.agents.of(id).behaviour = outcomes[index]!
        w.startEngine()
        for (const one of steps) await play(w, { step: one, ids, rolloutId })
        for (const id of ids) Object.assign(w.agents.of(id), { isOnline: true, losesAnswers: false })
        await play(w, { step: { kind: "resume" }, ids, rolloutId })
        await play(w, { step: { kind: "crash" }, ids, rolloutId })
        await w.until(async () => (await getRollout(w.ctx, { rolloutId })).status === "finished")
        const view = await getRollout(w.ctx, { rolloutId })
        assert.deepEqual(
          view.targets.map((target) => target.status),
          outcomes,
        )
        assert.equal(
          Object.values(view.counts).reduce((sum, count) => sum + count, 0),
          ids.length,
        )
        assert.deepEqual(
          ids.map((id) => w.agents.of(id).effects.length),
          Array(5).fill(1),
        )
        assert.equal(await w.ctx.db.auditEntry.count({ where: { action: { startsWith: "rollout.target-" } } }), 5)
        const targets = await w.ctx.db.rolloutTarget.findMany()
        assert.ok(targets.every((target) => isSettled(target.state)))
      } finally {
        await w.close()
      }
    }),
    { numRuns: 5 },
  )
})

async function play(w: World, { step: one, ids, rolloutId }: { step: Step; ids: string[]; rolloutId: string }) {
  switch (one.kind) {
    case "crash": {
      // The old engine ends behind the back of the new one, which finds whatever it had under way.
      const ending = w.stopEngines()
      const engine = w.startEngine(`r${Math.random()}`)
      for (const id of ids) await engine.onAgentConnected(id)
      for (const id of ids) await w.agents.flush(id)
      return ending
    }
    case "tell again":
      for (const result of w.agents.of(ids[one.server]!).results.values()) {
        await recordFinished(w.ctx, ids[one.server]!, result)
      }
      return
    case "lose answers":
      w.agents.of(ids[one.server]!).losesAnswers = one.value
      return
    case "go away":
      w.agents.of(ids[one.server]!).isOnline = !one.value
      return
    case "pause":
      return pauseRollout(w.ctx, { rolloutId }).catch(() => {})
    case "resume":
      return resumeRollout(w.ctx, { rolloutId }).catch(() => {})
    case "time":
      return w.advance(one.ms)
  }
}
