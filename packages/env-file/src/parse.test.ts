import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { pairsOf, parseEnvText, rawValue, renderEnvText } from "./parse.ts"
import { plainValue } from "./plain-value.ts"
import { envText } from "./testing/arbitrary-env.ts"

test("F44: any text at all is rendered back identically", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => renderEnvText(parseEnvText(text)) === text))
})

test("F44: any text made of env-like pieces is rendered back identically, every line counted once", () => {
  fc.assert(
    fc.property(envText(), (text) => {
      const env = parseEnvText(text)
      assert.equal(renderEnvText(env), text)
      let expected = 1
      for (const line of env.lines) {
        assert.equal(line.lineNumber, expected)
        expected += 1 + [...line.raw.matchAll(/\r\n|\n|\r/g)].length
      }
    }),
  )
})

const VALUES: [line: string, key: string, raw: string, plain: string, quote: string][] = [
  ["A=1", "A", "1", "1", "none"],
  ["  A = 1  ", "A", "1", "1", "none"],
  ["A=", "A", "", "", "none"],
  ["A=a # note", "A", "a", "a", "none"],
  ["A=a#b", "A", "a#b", "a#b", "none"],
  ["A=a=b", "A", "a=b", "a=b", "none"],
  ["export A=1", "A", "1", "1", "none"],
  ['A="a # b" # note', "A", '"a # b"', "a # b", "double"],
  ["A='it''s'", "A", "'it''s'", "'it''s'", "mixed"],
  ['A="a \\" b"', "A", '"a \\" b"', 'a \\" b', "double"],
  ["A='a\\'", "A", "'a\\'", "a\\", "single"],
  ["A=`a`", "A", "`a`", "a", "backtick"],
  ['A="one\ntwo"', "A", '"one\ntwo"', "one\ntwo", "double"],
  ['A="one\r\ntwo" # note', "A", '"one\r\ntwo"', "one\r\ntwo", "double"],
  ['A="one\\"\ntwo"', "A", '"one\\"\ntwo"', 'one\\"\ntwo', "double"],
  ['A="C:\\"', "A", '"C:\\"', "C:\\", "double"],
  ["A=it's", "A", "it's", "it's", "none"],
]
for (const [line, key, raw, plain, quote] of VALUES) {
  test(`the pair ${JSON.stringify(line)} has its key and the span of its value`, () => {
    const env = parseEnvText(`${line}\nB=2\n`)
    assert.equal(env.lines.length, 2)
    const pair = pairsOf(env)[0]
    assert.ok(pair)
    assert.deepEqual([pair.key, rawValue(pair), plainValue(pair), pair.quote], [key, raw, plain, quote])
  })
}

const INVALID: [line: string, reason: string][] = [
  ['A="open', "open-quote"],
  ["A='open", "open-quote"],
  ["just words", "no-equals"],
  ["=value", "invalid-key"],
  ["A B=1", "invalid-key"],
]
for (const [line, reason] of INVALID) {
  test(`F44: ${JSON.stringify(line)} is invalid (${reason}) and spoils no other line`, () => {
    const env = parseEnvText(`${line}\nB=2\n`)
    const [first, second] = env.lines
    assert.equal(first?.kind === "invalid" && first.reason, reason)
    assert.equal(second?.kind === "pair" && second.key, "B")
  })
}

test("line ends and the missing final newline are told", () => {
  assert.deepEqual(facts("A=1\r\nB=2\r\n"), { eol: "\r\n", hasMixedEnds: false, hasFinalNewline: true })
  assert.deepEqual(facts("A=1\nB=2"), { eol: "\n", hasMixedEnds: false, hasFinalNewline: false })
  assert.deepEqual(facts("A=1\nB=2\r\n"), { eol: "\n", hasMixedEnds: true, hasFinalNewline: true })
  assert.deepEqual(facts("A=1\rB=2\r"), { eol: "\n", hasMixedEnds: true, hasFinalNewline: true })
  assert.deepEqual(facts(""), { eol: "\n", hasMixedEnds: false, hasFinalNewline: false })
})

function facts(text: string) {
  const { lines: _, ...rest } = parseEnvText(text)
  return rest
}
