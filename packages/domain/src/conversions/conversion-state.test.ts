import assert from "node:assert/strict"
import test from "node:test"
import { type ConversionFacts, conversionAbilities, decide, type StepFacts } from "./conversion-state.ts"

const step = (position: number, more: Partial<StepFacts> = {}): StepFacts => ({
  position,
  isBack: false,
  state: "waiting",
  rollout: null,
  ...more,
})
const facts = (more: Partial<ConversionFacts> = {}): ConversionFacts => ({
  phase: "forth",
  status: "running",
  measuringSince: null,
  measureMs: 60_000,
  isBackPrepared: false,
  steps: [step(0), step(1)],
  ...more,
})

test("nothing is changed before it was measured how things are, in whole minutes", () => {
  assert.deepEqual(decide(facts({ phase: "before" }), 0), { kind: "measure" })
  const measuring = facts({ phase: "before", measuringSince: 10_000 })
  assert.deepEqual(decide(measuring, 149_999), { kind: "wait" })
  assert.deepEqual(decide(measuring, 150_000), { kind: "end-measuring" })
})

test("each step is a gate: the next is begun only after the one before was seen to work", () => {
  assert.deepEqual(decide(facts(), 0), { kind: "begin-step", position: 0 })
  const under = facts({ steps: [step(0, { state: "running", rollout: "under-way" }), step(1)] })
  assert.deepEqual(decide(under, 0), { kind: "wait" })
  const failed = facts({ steps: [step(0, { state: "running", rollout: "failed" }), step(1)] })
  assert.deepEqual(decide(failed, 0), { kind: "hold", position: 0 })
  const passed = facts({ steps: [step(0, { state: "running", rollout: "applied" }), step(1)] })
  assert.deepEqual(decide(passed, 0), { kind: "end-step", position: 0 })
  assert.deepEqual(decide(facts({ steps: [step(0, { state: "done" }), step(1)] }), 0), {
    kind: "begin-step",
    position: 1,
  })
  assert.deepEqual(decide(facts({ steps: [step(0, { state: "done" })] }), 0), { kind: "next-phase" })
})

test("paused, held or stopped it begins nothing, and follows what is under way to its end", () => {
  for (const status of ["paused", "held", "stopped"] as const) {
    assert.deepEqual(decide(facts({ status }), 0), { kind: "wait" })
    const steps = [step(0, { state: "running", rollout: "applied" })]
    assert.deepEqual(decide(facts({ status, steps }), 0), { kind: "end-step", position: 0 })
  }
})

test("a take-back waits for the step under way, is written down once, and then goes step by step", () => {
  const running = facts({ phase: "back", steps: [step(0, { state: "running", rollout: "under-way" })] })
  assert.deepEqual(decide(running, 0), { kind: "wait" })
  assert.deepEqual(decide(facts({ phase: "back" }), 0), { kind: "prepare-back" })
  const prepared = facts({ phase: "back", isBackPrepared: true, steps: [step(0), step(1, { isBack: true })] })
  assert.deepEqual(decide(prepared, 0), { kind: "begin-step", position: 1 })
  const nothingToDo = facts({ phase: "back", isBackPrepared: true, steps: [step(0)] })
  assert.deepEqual(decide(nothingToDo, 0), { kind: "next-phase" })
})

test("what changed nothing cannot be taken back, and what was taken back not twice", () => {
  assert.equal(conversionAbilities(facts({ phase: "before" })).takeBack, false)
  const changed = [step(0, { state: "done" }), step(1)]
  assert.equal(conversionAbilities(facts({ status: "finished", phase: "done", steps: changed })).takeBack, true)
  assert.equal(conversionAbilities(facts({ status: "taken-back", phase: "done", steps: changed })).takeBack, false)
  assert.equal(conversionAbilities(facts({ phase: "back", steps: changed })).takeBack, false)
})
