import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { DIALECTS, readEnv } from "./dialects.ts"
import { mergeEnv } from "./merge.ts"
import { pairsOf, parseEnvText } from "./parse.ts"
import { envText, tidyEnvText } from "./testing/arbitrary-env.ts"
import { validateEnvText } from "./validate.ts"

const CASES: [title: string, base: string, overrides: string, merged: string][] = [
  [
    "an overridden key keeps its place and takes the override's form",
    "# x\nA=1\nB=2\n",
    "B='two words'\n",
    "# x\nA=1\nB='two words'\n",
  ],
  ["a base's comment on the line goes with the value it spoke of", "A=1 # one\n", "A=2\n", "A=2\n"],
  ["a new key comes last, with its comments", "A=1\n", "\n# why\n# so\nN=3\n", "A=1\n\n# why\n# so\nN=3\n"],
  ["new keys come in the overrides' order", "A=1\n", "Z=1\nB=2\n", "A=1\nZ=1\nB=2\n"],
  ["a base without final newline stays without", "A=1", "B=2\n", "A=1\nB=2"],
  ["a CRLF base stays CRLF", "A=1\r\nB=2\r\n", 'B="x\ny"\nC=3\n', 'A=1\r\nB="x\r\ny"\r\nC=3\r\n'],
  [
    "without a base the overrides stay as they are",
    "",
    "# c\n\n; d\nA = 1 \r\n\n# end",
    "# c\n\n; d\nA = 1 \r\n\n# end",
  ],
  ["of a key that stands twice, the one that counts is replaced", "A=1\nA=2\n", "A=3\n", "A=1\nA=3\n"],
  ["no overrides change nothing", "# only\n\nA=1", "# nothing here\n", "# only\n\nA=1"],
]
for (const [title, base, overrides, merged] of CASES) {
  test(`merge: ${title}`, () => assert.equal(mergeEnv(base, overrides), merged))
}

test("merge is idempotent, and nothing laid over a base leaves it as it is", () => {
  fc.assert(
    fc.property(tidyEnvText(), tidyEnvText(), (base, overrides) => {
      const merged = mergeEnv(base, overrides)
      assert.equal(mergeEnv(merged, overrides), merged)
      assert.equal(mergeEnv(base, ""), base)
      assert.equal(mergeEnv(base, base), base)
    }),
  )
})

test("merge: every reader gets the override's value of each overridden key and the base's of every other", () => {
  fc.assert(
    fc.property(tidyEnvText(), tidyEnvText(), (base, overrides) => {
      fc.pre(!base.includes("\r") && !overrides.includes("\r"))
      const merged = mergeEnv(base, overrides)
      for (const dialect of DIALECTS) {
        const expected = new Map([...readEnv(base, dialect).values, ...readEnv(overrides, dialect).values])
        for (const { key } of pairsOf(parseEnvText(merged))) {
          assert.equal(readEnv(merged, dialect).values.get(key), expected.get(key), `${dialect} ${key}`)
        }
      }
    }),
  )
})

test("merge: the base's order, comments and line ends stay", () => {
  fc.assert(
    fc.property(tidyEnvText(), tidyEnvText(), (base, overrides) => {
      const before = parseEnvText(base).lines
      const after = parseEnvText(mergeEnv(base, overrides)).lines.slice(0, before.length)
      assert.deepEqual(after.map(layoutOf), before.map(layoutOf))
    }),
  )
})

function layoutOf(line: ReturnType<typeof parseEnvText>["lines"][number]) {
  return line.kind === "pair" ? line.key : line.raw
}

test("merge: of any two texts that a reader may be given, it reads each override and all else of the base", () => {
  let merges = 0
  const readers = fc.constantFrom(...DIALECTS).filter((dialect) => dialect !== "python-dotenv")
  fc.assert(
    fc.property(envText(), envText(), readers, (base, overrides, dialect) => {
      if (base.includes("\r") !== overrides.includes("\r")) return
      if (validateEnvText(base, [dialect]).length + validateEnvText(overrides, [dialect]).length > 0) return
      merges++
      const merged = mergeEnv(base, overrides)
      assert.equal(mergeEnv(merged, overrides), merged)
      const expected = new Map([...readEnv(base, dialect).values, ...readEnv(overrides, dialect).values])
      assert.deepEqual(Object.fromEntries(readEnv(merged, dialect).values), Object.fromEntries(expected))
    }),
    { numRuns: 5000 },
  )
  assert.ok(merges > 5)
})
