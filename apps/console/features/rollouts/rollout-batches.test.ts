import assert from "node:assert/strict"
import { test } from "node:test"
import type { RolloutTargetView } from "@signalbox/domain/rollouts/schema"
import { CHANGE_STATUSES, type ChangeStatus, type RolloutStatus } from "@signalbox/domain/status"
import { batchesOf, batchWords, gateLamp, rolloutLamp, versionRange } from "./rollout-batches.ts"
import { checkWords, stepMarks, stepWords, tookWords, versionWords } from "./target-words.ts"
import { timeLeft } from "./time-left.ts"

const START = Date.parse("2026-11-23T14:00:00Z")
const iso = (ms: number) => new Date(START + ms).toISOString()

function target(name: string, batch: number, more: Partial<RolloutTargetView> = {}): RolloutTargetView {
  return {
    serverId: name,
    serverName: name,
    serverHue: 1,
    isOnline: true,
    batch,
    status: "pending",
    step: "",
    fromNumber: 13,
    toNumber: 14,
    restoresNumber: null,
    checksPassed: 0,
    checksTotal: 0,
    startedAt: null,
    finishedAt: null,
    problem: null,
    hasEvidence: false,
    ...more,
  }
}

const STRATEGY = { canary: 1, batchSize: 2, soakMs: 60_000, stopAfterFailures: 1, ttlMs: 900_000, settleMs: 10_000 }
const ended = (status: ChangeStatus, from: number, to: number) => ({
  status,
  startedAt: iso(from),
  finishedAt: iso(to),
})

function rollout(status: RolloutStatus, currentBatch: number, targets: RolloutTargetView[]) {
  return { status, currentBatch, targets, strategy: STRATEGY }
}

test("a gate is passed only when every server of its batch has ended, and says when the last one did", () => {
  const targets = [
    target("a", 1, ended("applied", 0, 20_000)),
    target("b", 2, ended("applied", 80_000, 90_000)),
    target("c", 2, { status: "verifying" }),
    target("d", 3),
  ]
  const gates = batchesOf(rollout("running", 2, targets)).map((batch) => batch.gate)
  assert.deepEqual(gates, [
    { state: "passed", at: START + 20_000, failures: 0 },
    { state: "open", at: null, failures: 0 },
    { state: "closed", at: null, failures: 0 },
  ])
})

test("between batches the gate soaks, or is held, and never shows as passed", () => {
  const targets = [target("a", 1, ended("rolled-back", 0, 20_000)), target("b", 2)]
  assert.deepEqual(batchesOf(rollout("running", 1, targets))[0]?.gate, {
    state: "soaking",
    at: START + 80_000,
    failures: 1,
  })
  assert.equal(batchesOf(rollout("held", 1, targets))[0]?.gate.state, "held")
  assert.equal(batchesOf(rollout("aborted", 1, targets))[1]?.gate.state, "shut")
})

test("the last gate is not passed by a rollout whose failures would have held the line", () => {
  const bad = [target("a", 1, ended("applied", 0, 1_000)), target("b", 2, ended("rolled-back", 2_000, 3_000))]
  const [first, last] = batchesOf(rollout("finished", 2, bad))
  assert.equal(first?.gate.state, "passed")
  assert.deepEqual(last?.gate, { state: "shut", at: null, failures: 1 })
  assert.equal(last && gateLamp(last.gate), "caution")
  const accepted = [target("a", 1, ended("rolled-back", 0, 1_000)), target("b", 2, ended("applied", 2_000, 3_000))]
  assert.equal(
    batchesOf(rollout("finished", 2, accepted))[1]?.gate.state,
    "passed",
    "another batch failed, not this one",
  )
})

test("a gate that let failures through shows caution, not clear", () => {
  const went = [target("a", 1, ended("rolled-back", 0, 20_000)), target("b", 2, ended("applied", 30_000, 40_000))]
  const [first, second] = batchesOf(rollout("finished", 2, went))
  assert.equal(first && gateLamp(first.gate), "caution")
  assert.equal(second && gateLamp(second.gate), "clear")
})

test("a batch that is tried again is open again", () => {
  const targets = [target("a", 1), target("b", 2, ended("applied", 0, 1_000))]
  assert.equal(batchesOf(rollout("running", 2, targets))[0]?.gate.state, "open")
})

test("servers that need nothing are in no batch", () => {
  assert.deepEqual(batchesOf(rollout("running", 1, [target("a", 0), target("b", 1)])).length, 1)
})

test("a rollout that finished is clear only where every server ended applied", () => {
  const counts = Object.fromEntries(CHANGE_STATUSES.map((status) => [status, 0])) as Record<ChangeStatus, number>
  assert.equal(rolloutLamp({ status: "finished", counts: { ...counts, applied: 3 } }), "clear")
  assert.equal(rolloutLamp({ status: "finished", counts: { ...counts, applied: 2, "rolled-back": 1 } }), "caution")
  assert.equal(rolloutLamp({ status: "finished", counts: { ...counts, applied: 2, stuck: 1 } }), "danger")
})

test("batches and versions are told in words", () => {
  assert.equal(batchWords({ isCanary: true, targets: [target("a", 1)] }), "canary")
  assert.equal(batchWords({ isCanary: false, targets: [target("a", 2), target("b", 2)] }), "two servers")
  assert.equal(versionRange([13, 13]), "v13")
  assert.equal(versionRange([12, null, 14]), "v12–v14")
  assert.equal(versionRange([null]), "none")
})

test("what was refused was never written; what went back had been", () => {
  const problem = (code: "policy-refused" | "check-failed" | "restart-failed") => ({ code, message: "No", fix: "" })
  assert.deepEqual(stepMarks(target("a", 1, { status: "failed", problem: problem("policy-refused") })), [
    "failed",
    "none",
    "none",
  ])
  assert.deepEqual(stepMarks(target("a", 1, { status: "rolled-back", problem: problem("check-failed") })), [
    "done",
    "done",
    "failed",
  ])
  assert.deepEqual(stepMarks(target("a", 1, { status: "rolled-back", problem: problem("restart-failed") })), [
    "done",
    "failed",
    "none",
  ])
})

test("a server that went back says why, and what runs", () => {
  const back = target("a", 1, {
    status: "rolled-back",
    problem: { code: "check-failed", message: "Redis did not answer", fix: "" },
  })
  assert.equal(stepWords(back), "v13 is back: Redis did not answer")
  assert.equal(versionWords(back), "v14 → v13")
  assert.equal(versionWords({ ...back, status: "pending", restoresNumber: 12 }), "v13 → v14 (v12)")
})

test("checks are counted against what is planned until the server has said how many it runs", () => {
  assert.equal(checkWords(target("a", 1), 9), "0 of 9")
  assert.equal(checkWords(target("a", 1, { checksPassed: 4, checksTotal: 11 }), 9), "4 of 11 pass")
  assert.equal(checkWords(target("a", 0, { status: "skipped" }), 9), "")
})

test("a server at work shows how long already, never less than nothing", () => {
  const working = { startedAt: iso(10_000), finishedAt: null }
  assert.equal(tookWords(working, START + 22_400), "12 s")
  assert.equal(tookWords(working, START), "0 s")
  assert.equal(tookWords({ startedAt: null, finishedAt: null }, START), "")
})

test("what is left is told from what servers took so far, and not guessed before", () => {
  const first = [target("a", 1, { status: "applying", startedAt: iso(0) }), target("b", 2)]
  const begun = rollout("running", 1, first)
  assert.equal(timeLeft(begun, batchesOf(begun), START + 5_000), null)

  const later = rollout("running", 2, [
    target("a", 1, ended("applied", 0, 30_000)),
    target("b", 2, { status: "verifying", startedAt: iso(100_000) }),
    target("c", 2),
    target("d", 3),
  ])
  // c needs 30 s, then 60 s of soak, then d 30 s.
  assert.equal(timeLeft(later, batchesOf(later), START + 110_000), 120_000)
  assert.equal(timeLeft({ ...later, status: "held" }, batchesOf(later), START), null)
})
