import assert from "node:assert/strict"
import { test } from "node:test"
import type { CheckResult, JournalLine } from "@signalbox/protocol/check"
import { failingLine, saysOf, windowAround } from "./journal-window.ts"

const line = (text: string, priority = 6): JournalLine => ({
  at: 0,
  unit: "a.service",
  identifier: "a",
  priority,
  text,
})
const lacks: CheckResult = {
  kind: "journal-lacks",
  title: "ytd-worker does not log /TimeoutError/",
  verdict: "fail",
  expected: "no matching line",
  seen: "1 of 3 lines match",
  tookMs: 1,
}

test("the failing line is the one that a failed check was about, before any other trouble", () => {
  const lines = [line("ok"), line("error: something else", 3), line("redis.TimeoutError: reading")]
  assert.equal(failingLine(lines, [lacks]), 2)
  assert.equal(failingLine(lines, []), 1)
})

test("the unit that a failed check names comes before others", () => {
  const fell: CheckResult = { ...lacks, kind: "unit-active", title: "ytd-worker stays up for 10 s" }
  const lines = [line("error of another"), { ...line("ConnectionError: refused"), unit: "ytd-worker.service" }]
  assert.equal(failingLine(lines, [fell]), 1)
})

test("a program that gives no priority is judged by its words", () => {
  assert.equal(saysOf(line("Traceback (most recent call last):")), "error")
  assert.equal(saysOf(line("terrorist cell biology")), "plain")
  assert.equal(saysOf(line("INFO uvicorn.error: Shutting down")), "plain")
  assert.equal(saysOf(line("2026-11-23 15:51:58,129 WARNING celery: cannot connect, error 111")), "warning")
  assert.equal(failingLine([line("fine"), line("well")], []), -1)
})

test("the window holds the failing line, and never leaves the journal", () => {
  for (let at = -1; at < 50; at += 1) {
    const [from, to] = windowAround(50, at, 10)
    assert.ok(from >= 0 && to <= 50 && to - from === 10)
    if (at >= 0) assert.ok(at >= from && at < to)
  }
  assert.deepEqual(windowAround(4, 2, 10), [0, 4])
})
