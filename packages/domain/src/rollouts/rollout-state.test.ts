import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import {
  type Decision,
  decide,
  isFailure,
  isSettled,
  mayBecome,
  type RolloutFacts,
  type TargetFacts,
  type TargetState,
} from "./rollout-state.ts"

const rollout = (more: Partial<RolloutFacts> = {}): RolloutFacts => ({
  state: "running",
  currentBatch: 1,
  batchPassedAtMs: null,
  soakMs: 0,
  stopAfterFailures: 1,
  acceptedFailures: 0,
  isRollbackAsked: false,
  ...more,
})
const target = (state: TargetState, more: Partial<TargetFacts> = {}): TargetFacts => ({
  id: `${more.batch ?? 1}-${more.position ?? 0}`,
  batch: 1,
  position: 0,
  state,
  isDispatched: state !== "pending",
  ...more,
})

const next = target("pending", { batch: 2 })
const cases: [string, RolloutFacts, TargetFacts[], Decision][] = [
  [
    "the first batch begins at once",
    rollout({ currentBatch: 0 }),
    [target("pending")],
    { kind: "begin-batch", batch: 1 },
  ],
  ["a batch that began is dispatched", rollout(), [target("pending"), next], { kind: "dispatch", targetIds: ["1-0"] }],
  ["a batch that is not through is waited for", rollout(), [target("verifying"), next], { kind: "wait" }],
  ["a batch that is through is noted", rollout(), [target("applied"), next], { kind: "pass-batch", batch: 1 }],
  [
    "the next batch waits for the soak",
    rollout({ batchPassedAtMs: 900, soakMs: 101 }),
    [target("applied"), next],
    { kind: "soak", untilMs: 1_001 },
  ],
  [
    "after the soak the next batch begins",
    rollout({ batchPassedAtMs: 900, soakMs: 100 }),
    [target("applied"), next],
    { kind: "begin-batch", batch: 2 },
  ],
  ["a failure holds it before the next batch", rollout(), [target("stuck"), next], { kind: "hold", failures: 1 }],
  [
    "it is not held while servers are at work",
    rollout(),
    [target("stuck"), target("applying", { position: 1 }), next],
    { kind: "wait" },
  ],
  [
    "fewer failures than were allowed do not hold it",
    rollout({ stopAfterFailures: 2 }),
    [target("failed"), next],
    { kind: "pass-batch", batch: 1 },
  ],
  [
    "accepted failures do not hold it again",
    rollout({ acceptedFailures: 1 }),
    [target("failed"), next],
    { kind: "pass-batch", batch: 1 },
  ],
  [
    "with nothing left to send it finishes, whatever failed",
    rollout(),
    [target("failed")],
    { kind: "finish", as: "finished" },
  ],
  [
    "an aborting one waits for what was sent",
    rollout({ state: "aborting" }),
    [target("applying"), target("skipped")],
    { kind: "wait" },
  ],
  [
    "an aborting one ends when all have ended",
    rollout({ state: "aborting" }),
    [target("applied"), target("skipped")],
    { kind: "finish", as: "aborted" },
  ],
  [
    "one that is to be put back waits for what was sent",
    rollout({ state: "aborting", isRollbackAsked: true }),
    [target("applied"), target("verifying", { position: 1 })],
    { kind: "wait" },
  ],
  [
    "one that is to be put back is, when all have ended",
    rollout({ state: "aborting", isRollbackAsked: true }),
    [target("applied"), target("skipped")],
    { kind: "roll-back" },
  ],
  ["a paused one does nothing", rollout({ state: "paused" }), [target("pending")], { kind: "wait" }],
]
for (const [title, facts, targets, expected] of cases) {
  test(title, () => assert.deepEqual(decide(facts, targets, 1_000), expected))
}

test("whatever the servers do, every rollout ends, sends to no server twice, and holds before a batch after too many failures", () => {
  const outcome = fc.constantFrom<TargetState>("applied", "rolled_back", "failed", "stuck", "unreachable", "expired")
  const plan = fc.record({
    batches: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
    stopAfterFailures: fc.integer({ min: 1, max: 4 }),
    outcomes: fc.array(outcome, { minLength: 30, maxLength: 30 }),
    order: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  })
  fc.assert(
    fc.property(plan, ({ batches, stopAfterFailures, outcomes, order }) => {
      const targets = batches.flatMap((size, index) =>
        Array.from({ length: size }, (_, position) =>
          target("pending", { batch: index + 1, position, id: `${index}-${position}` }),
        ),
      )
      const facts = rollout({ currentBatch: 0, stopAfterFailures })
      const sent = new Set<string>()
      let ended = 0
      for (let move = 0; move < 500; move++) {
        const decision = decide(facts, targets, move)
        if (decision.kind === "finish") return assert.ok(targets.every((one) => isSettled(one.state)))
        if (decision.kind === "hold") {
          assert.ok(targets.filter((one) => isFailure(one.state)).length >= stopAfterFailures)
          facts.acceptedFailures = decision.failures
        } else if (decision.kind === "begin-batch")
          Object.assign(facts, { currentBatch: decision.batch, batchPassedAtMs: null })
        else if (decision.kind === "pass-batch") facts.batchPassedAtMs = move
        else if (decision.kind === "dispatch") {
          for (const id of decision.targetIds) {
            assert.ok(!sent.has(id))
            sent.add(id)
            targets.find((one) => one.id === id)!.isDispatched = true
          }
        } else {
          const open = targets.filter((one) => one.isDispatched && !isSettled(one.state))
          const one = open[order[ended % 30]! % open.length]!
          assert.ok(mayBecome(one.state, outcomes[ended % 30]!) || outcomes[ended % 30] === "unreachable")
          one.state = outcomes[ended++ % 30]!
        }
      }
      assert.fail("it never ended")
    }),
  )
})

test("what was seen applied, stuck or skipped is never overwritten", () => {
  const all: TargetState[] = [
    "pending",
    "applying",
    "verifying",
    "applied",
    "rolled_back",
    "failed",
    "stuck",
    "unreachable",
    "skipped",
    "expired",
  ]
  for (const from of ["applied", "stuck", "skipped"] as const) {
    assert.deepEqual(
      all.filter((to) => mayBecome(from, to)),
      [from],
    )
  }
})
