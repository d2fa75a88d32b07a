import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { compilePattern, PATTERN_CHARS_MAX, PATTERN_VALUE_CHARS_MAX } from "./safe-pattern.ts"
import { cpuMs } from "./testing/cpu-ms.ts"

const PIECES = [
  "a",
  "b",
  ".",
  "^",
  "$",
  "(",
  "(?:",
  ")",
  "|",
  "*",
  "+",
  "?",
  "{2}",
  "{1,}",
  "{0,2}",
  "[ab]",
  "[^a]",
  "[a-c-]",
  "\\d",
  "\\w",
  "\\s",
  "\\b",
  "\\B",
  "\\.",
  "1",
  " ",
  "é",
]
const pattern = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(""))
const value = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", " ", ".", "é", "-", "\n"), maxLength: 12 })

test("a pattern that is accepted matches exactly what JavaScript's own engine matches", () => {
  let accepted = 0
  fc.assert(
    fc.property(pattern, fc.array(value, { minLength: 5, maxLength: 5 }), (text, values) => {
      const compiled = compilePattern(text)
      if (!compiled.ok) return
      accepted++
      const own = new RegExp(text, "u")
      for (const one of values) assert.equal(compiled.matches(one), own.test(one), `${text} on ${JSON.stringify(one)}`)
    }),
    { numRuns: 5000 },
  )
  assert.ok(accepted > 500)
})

const REFUSED = [
  "(",
  ")",
  "[",
  "a{",
  "a{2,1}",
  "*a",
  "a**",
  "^*",
  "(?=a)",
  "(?<!a)",
  "(?<n>a)",
  "(a)\\1",
  "\\k<n>",
  "\\p{L}",
  "[b-a]",
  "(a{99}){99}",
  "\\",
  "a".repeat(PATTERN_CHARS_MAX + 1),
]
for (const text of REFUSED) {
  test(`the pattern ${text.slice(0, 20)} is refused with a reason`, () => {
    const compiled = compilePattern(text)
    assert.ok(!compiled.ok)
    assert.match(compiled.reason, /^the pattern \w/)
  })
}

test("patterns on which a backtracking engine hangs are answered at once", () => {
  for (const text of [
    "(a+)+$",
    "(a|a)*$",
    "(a*)*b",
    "a*a*a*a*a*a*a*b",
    "(.*)(.*)(.*)(.*)x$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(a?){99}a{99}$",
  ]) {
    const compiled = compilePattern(text)
    assert.ok(compiled.ok, text)
    const took = cpuMs(() => compiled.matches(`${"a".repeat(PATTERN_VALUE_CHARS_MAX - 1)}!`))
    assert.ok(took < 1000, `${text} took ${took} ms`)
  }
})

test("a value that is too long is not tried", () => {
  const compiled = compilePattern("a")
  assert.ok(compiled.ok)
  assert.equal(compiled.matches("a".repeat(PATTERN_VALUE_CHARS_MAX + 1)), undefined)
})
