import assert from "node:assert/strict"
import { test } from "node:test"
import { withSection } from "./page-section.ts"

test("a bench writes its own section of the page and leaves the others as they are", () => {
  const both = withSection(withSection("", "redis", "first"), "links", "other")
  assert.match(both, /^# Benchmarks\n/)
  assert.ok(both.indexOf("## links\n\nother\n") < both.indexOf("## redis\n\nfirst\n"))
  const again = withSection(both, "redis", "second")
  assert.equal(again, both.replace("first", "second"))
  assert.equal(withSection(again, "redis", "second"), again)
})
