import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { blameKeys } from "./blame.ts"
import { diffEnv, isLayoutChangeOnly } from "./diff.ts"
import { equalityGroups } from "./equality.ts"
import { mergeEnv } from "./merge.ts"
import { isDeniedKey, isDenyEntry } from "./policy-keys.ts"
import { tidyEnvText } from "./testing/arbitrary-env.ts"

test("each key is added, removed, changed or unchanged, with its line", () => {
  assert.deepEqual(diffEnv("A=1\nB=2\nC=3\n", "# head\nC=3\nB=9\nD=4\n"), [
    { key: "C", kind: "unchanged", before: "3", after: "3", line: 2 },
    { key: "B", kind: "changed", before: "2", after: "9", line: 3 },
    { key: "D", kind: "added", after: "4", line: 4 },
    { key: "A", kind: "removed", before: "1", line: 1 },
  ])
})

test("quotes, comments and order are layout; for a reader that keeps quotes they are not", () => {
  assert.ok(isLayoutChangeOnly("A=1\nB=2\n", "B=2\n# x\nA='1'\n"))
  assert.ok(!isLayoutChangeOnly("A=1\n", "A='1'\n", "docker"))
  assert.ok(!isLayoutChangeOnly("A=1\n", "A=1\n"))
  assert.ok(!isLayoutChangeOnly("A=1\n", "A=2\n"))
})

test("a text differs from itself in nothing, and from another by just what a merge with it changes", () => {
  fc.assert(
    fc.property(tidyEnvText(), tidyEnvText(), (base, overrides) => {
      assert.ok(diffEnv(base, base).every((change) => change.kind === "unchanged"))
      const changes = diffEnv(base, mergeEnv(base, overrides))
      assert.ok(changes.every((change) => change.kind !== "removed"))
    }),
  )
})

test("blame names the version that gave each key its present value", () => {
  const versions = [
    { number: 3, text: "B='2'\nA=9\n" },
    { number: 1, text: "A=1\nB=2\nC=3\n" },
    { number: 2, text: "A=1\nB=2\n" },
    { number: 4, text: "# moved\nA=9\nB=2\nC=3\n" },
  ]
  assert.deepEqual(
    blameKeys(versions),
    new Map([
      ["B", 1],
      ["A", 3],
      ["C", 4],
    ]),
  )
})

test("servers with equal values share a letter, the most common one is A", () => {
  const groups = equalityGroups(
    new Map([
      ["s1", "x"],
      ["s2", "y"],
      ["s3", "y"],
      ["s4", undefined],
      ["s5", "z"],
    ]),
  )
  assert.deepEqual(
    groups,
    new Map([
      ["s1", "B"],
      ["s2", "A"],
      ["s3", "A"],
      ["s5", "C"],
    ]),
  )
  const many = equalityGroups(new Map(Array.from({ length: 30 }, (_, index) => [`s${index}`, `v${index}`])))
  assert.deepEqual([many.get("s25"), many.get("s26"), many.get("s29")], ["Z", "AA", "AD"])
})

test("F53: keys by which code is run are denied, with everything that a star covers", () => {
  const list = "LD_* NODE_OPTIONS PYTHON* BASH_ENV PERL5OPT JAVA_TOOL_OPTIONS PATH GIT_SSH*".split(" ")
  for (const key of [
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "NODE_OPTIONS",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "BASH_ENV",
    "PERL5OPT",
    "JAVA_TOOL_OPTIONS",
    "PATH",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
  ]) {
    assert.ok(isDeniedKey(key, list), key)
  }
  for (const key of ["REDIS_URL", "NODE_ENV", "MY_PATH", "PATHS", "OLD_PRELOAD", "GIT_AUTHOR"])
    assert.ok(!isDeniedKey(key, list), key)
  assert.ok(!isDeniedKey("LD_PRELOAD", []))
  assert.deepEqual(["A", "A_*", "*", "*_A", "A*B", ""].map(isDenyEntry), [true, true, false, false, false, false])
})
