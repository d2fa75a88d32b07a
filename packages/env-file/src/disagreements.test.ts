// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are references in env texts, not ours
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { DIALECTS, type Dialect, readEnv } from "./dialects.ts"
import { applyFix, findDisagreements } from "./disagreements.ts"
import { envText, tidyEnvText } from "./testing/arbitrary-env.ts"

const THREE: Dialect[] = ["systemd", "dotenv", "python-dotenv"]

const CASES: [line: string, dialects: Dialect[], code: string, fixed: string[]][] = [
  ["A=1 # note", THREE, "comment-after-value", ["A='1 # note'", "# note\nA=1"]],
  ["A=a#b", THREE, "hash-in-value", ["A='a#b'", "A=a"]],
  ["export A=1", THREE, "export-prefix", ["A=1"]],
  ["A=C:\\dir", THREE, "backslash-in-value", ["A=C:dir", "A='C:\\dir'"]],
  ['A="a\\nb"', THREE, "backslash-in-value", ["A='a\\nb'", "A='a\nb'"]],
  ["A=`a b`", THREE, "backtick-quotes", ["A='`a b`'", "A='a b'"]],
  ["A=${B}x", THREE, "variable-reference", ["A=x"]],
  ["A='a b'", ["systemd", "docker"], "quotes-in-value", ["A=a b"]],
  ["A=1  ", ["systemd", "docker"], "blanks-around-value", ["A=1"]],
  ['A="a"b', ["systemd", "dotenv"], "text-after-quote", ["A=ab", "A='\"a\"b'"]],
]
for (const [line, dialects, code, fixed] of CASES) {
  test(`${JSON.stringify(line)} is read differently (${code}), and each fix ends that`, () => {
    const text = `X=0\n${line}\nY=1\n`
    const [found, ...others] = findDisagreements(text, dialects)
    assert.ok(found)
    assert.deepEqual(others, [])
    assert.deepEqual([found.code, found.key, found.line], [code, "A", 2])
    const results = found.fixes.map((fix) => applyFix(text, fix))
    assert.deepEqual(
      results,
      fixed.map((lines) => `X=0\n${lines}\nY=1\n`),
    )
    for (const result of results) assert.deepEqual(findDisagreements(result, dialects), [])
  })
}

test("a file that docker refuses is one disagreement, not one for each key", () => {
  const found = findDisagreements("A=1\nB =2\nC=3\n", DIALECTS)
  assert.deepEqual(
    found.map((one) => [one.code, one.line]),
    [["file-refused", 2]],
  )
})

test("one reader alone disagrees with nobody", () => {
  fc.assert(
    fc.property(
      envText(),
      fc.constantFrom(...DIALECTS),
      (text, dialect) => findDisagreements(text, [dialect]).length === 0,
    ),
  )
})

test("where no disagreement is found, all programs set the same", () => {
  fc.assert(
    fc.property(fc.oneof(envText(), tidyEnvText()), fc.subarray([...DIALECTS], { minLength: 2 }), (text, dialects) => {
      if (findDisagreements(text, dialects).length > 0) return
      const [first, ...rest] = dialects.map((dialect) => Object.fromEntries(readEnv(text, dialect).values))
      for (const reading of rest) assert.deepEqual(reading, first)
    }),
  )
})

test("every offered fix makes its programs agree on the key and changes no other key for the one that was meant", () => {
  fc.assert(
    fc.property(tidyEnvText(), fc.subarray([...DIALECTS], { minLength: 2 }), (text, dialects) => {
      for (const { fixes } of findDisagreements(text, dialects)) {
        for (const fix of fixes) {
          const after = applyFix(text, fix)
          assert.deepEqual(readEnv(after, fix.keep).values, readEnv(text, fix.keep).values)
          assert.ok(!findDisagreements(after, dialects).some((one) => one.key === fix.key))
        }
      }
    }),
  )
})

test("a fix for a text that changed meanwhile leaves it as it is", () => {
  const [found] = findDisagreements("A=1 # note\n", THREE)
  assert.equal(applyFix("B=1\nA=1 # note\n", found!.fixes[0]!), "B=1\nA=1 # note\n")
})

test("no reason holds a value", () => {
  const found = findDisagreements("A=CANARY # x\nexport B=CANARY\nC=`CANARY`\nD=CA#CANARY\n", DIALECTS)
  const shown = found.map(({ readings: _, ...rest }) => rest)
  assert.ok(shown.length > 0)
  assert.doesNotMatch(JSON.stringify(shown), /CANARY/)
})
