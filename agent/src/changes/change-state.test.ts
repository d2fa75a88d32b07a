import assert from "node:assert/strict"
import { test } from "node:test"
import { ChangeStep } from "@signalbox/protocol/change"
import { dutyOf, isEnd, mayFollow } from "./change-state.ts"

test("every step has a duty, and exactly the ends have none", () => {
  for (const step of ChangeStep.options) assert.equal(dutyOf(step) === "nothing", isEnd(step), step)
})

test("a change that touched the server can only end confirmed, rolled back or stuck", () => {
  const reached = new Set<string>()
  const visit = (step: ChangeStep) => {
    for (const next of ChangeStep.options.filter((to) => mayFollow(step, to))) {
      if (!reached.has(next)) {
        reached.add(next)
        visit(next)
      }
    }
  }
  visit("prepared")
  const ends = [...reached].filter((step) => isEnd(step as ChangeStep)).sort()
  assert.deepEqual(ends, ["confirmed", "rolled-back", "stuck"])
})

test("what was verified is never undone", () => {
  assert.equal(mayFollow("verified", "rolling-back"), false)
  assert.equal(dutyOf("verified"), "finish")
})
