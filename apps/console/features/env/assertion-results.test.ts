import assert from "node:assert/strict"
import { test } from "node:test"
import type { AssertionSpec } from "@signalbox/domain/services/schema"
import { assertionOutcomes, type ServerValues } from "./assertion-results.ts"

const MASK = "••••••••••••"
const all = (a: Record<string, string>, b: Record<string, string>): ServerValues =>
  new Map([
    ["a", { name: "dl-fra-1", values: new Map(Object.entries(a)) }],
    ["b", { name: "dl-gra-1", values: new Map(Object.entries(b)) }],
  ])
const states = (assertions: AssertionSpec[], values: ServerValues, equality = {}) =>
  assertionOutcomes(assertions, values, { serverId: "a", equality, secretKeys: [] }).map(({ state }) => state)

test("what stands in the clear is judged as the server judges it", () => {
  const values = all({ URL: "redis://127.0.0.1:6379/0", PORT: "0" }, {})
  const assertions: AssertionSpec[] = [
    { kind: "host-is-local", key: "URL" },
    { kind: "port", key: "PORT" },
    { kind: "absent", key: "OLD" },
  ]
  assert.deepEqual(states(assertions, values), ["pass", "fail", "pass"])
})

test("a host is judged though its password is hidden; a pattern over a hidden value is not", () => {
  const values = all({ URL: "redis://:••••@203.0.113.5:6379/0", TOKEN: MASK }, {})
  const assertions: AssertionSpec[] = [
    { kind: "host-is-local", key: "URL" },
    { kind: "pattern", key: "TOKEN", pattern: "^x" },
    { kind: "required", key: "TOKEN" },
    { kind: "not-empty", key: "TOKEN" },
  ]
  assert.deepEqual(states(assertions, values), ["fail", "unknown", "pass", "unknown"])
})

test("whether hidden values differ is told by the letters of the server", () => {
  const values = all({ TOKEN: MASK }, { TOKEN: MASK })
  const differs: AssertionSpec[] = [{ kind: "differs-between-servers", key: "TOKEN" }]
  assert.deepEqual(states(differs, values, { TOKEN: { a: "A", b: "A" } }), ["fail"])
  assert.deepEqual(states(differs, values, { TOKEN: { a: "A", b: "B" } }), ["pass"])
})
