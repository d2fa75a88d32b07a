import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { decodeEnvBytes } from "./decode.ts"
import { DIALECTS, type Dialect, readEnv } from "./dialects.ts"
import type { EnvFaultCode } from "./fault.ts"
import { pairsOf, parseEnvText } from "./parse.ts"
import { envText, tidyEnvText } from "./testing/arbitrary-env.ts"
import { CORPUS } from "./testing/corpus.ts"
import { cpuMs } from "./testing/cpu-ms.ts"
import { ENV_BYTES_MAX, ENV_LINE_BYTES_MAX, validateEnvText } from "./validate.ts"

const REFUSED: [title: string, text: string, dialects: Dialect[], code: EnvFaultCode, line: number][] = [
  ["a NUL byte", "A=1\nB=CANARY\0\n", ["dotenv"], "nul-byte", 2],
  ["a byte order mark", "\ufeffA=CANARY\n", ["dotenv"], "byte-order-mark", 1],
  ["a control character", "A=CANARY\x1b[1m\n", ["dotenv"], "control-character", 1],
  ["a lone surrogate", "A=CANARY\ud800\n", ["dotenv"], "not-a-character", 1],
  ["a code point that is no character", "A=CANARY\ufdd0\n", ["systemd"], "not-a-character", 1],
  ["an open double quote", 'A=1\nB="CANARY\nC=3\n', ["systemd"], "open-quote", 2],
  ["an open single quote", "B='CANARY\n", ["dotenv"], "open-quote", 1],
  ["words that are no pair", "CANARY words\n", ["dotenv"], "no-equals", 1],
  ["a pair without key", "=CANARY\n", ["dotenv"], "invalid-key", 1],
  ["a key with a blank", "CANARY B=1\n", ["dotenv"], "invalid-key", 1],
  ["a key that begins with a digit", "1CANARY=1\n", ["systemd"], "invalid-key", 1],
  ["a dotted key where systemd reads", "A.B=CANARY\n", ["systemd", "dotenv"], "invalid-key", 1],
  ["a key too long", `${"A".repeat(256)}=CANARY\n`, ["systemd"], "invalid-key", 1],
  ["a key set twice", "A=CANARY\nA=CANARY2\n", ["systemd"], "duplicate-key", 2],
  ["mixed line ends", "A=CANARY\nB=2\r\n", ["systemd"], "mixed-line-ends", 0],
  ["a carriage return alone", "A=CANARY\rB=2\r", ["systemd"], "mixed-line-ends", 0],
  ["10 MB", `A=${"CANARY".repeat(1_700_000)}\n`, ["systemd"], "too-large", 0],
  ["a line too long", `A=${"x".repeat(ENV_LINE_BYTES_MAX)}\n`, ["systemd"], "line-too-long", 1],
  ["export where systemd reads", "export A=CANARY\n", ["systemd"], "invalid-key", 1],
  ["export where docker reads", "export A=CANARY\n", ["docker"], "file-refused", 1],
  ["a value joined to the next line by systemd", "A=CANARY\\\nB=2\n", ["systemd"], "line-continuation", 1],
  ["a comment that may swallow a line", "# CANARY \\\nA=1\n", ["systemd"], "comment-continuation", 1],
  ["a value over lines where docker reads", "A='CANARY\nb'\n", ["docker"], "value-from-environment", 2],
  ["a key that dotenv cannot see", "A=1\n__proto__=CANARY\n", ["dotenv"], "key-not-read", 2],
  ["a semicolon comment where python-dotenv reads", ";A=CANARY\n", ["python-dotenv"], "key-unexpected", 0],
  ["a mask instead of a value", "A=••••••••••••\n", ["systemd"], "mask-left-in", 1],
]
for (const [title, text, dialects, code, line] of REFUSED) {
  test(`F44: ${title} is refused, with its line and without its value`, () => {
    const faults = validateEnvText(text, dialects)
    const fault = faults.find((one) => one.code === code)
    assert.ok(fault, `${code} is not among ${faults.map((one) => one.code)}`)
    assert.equal(fault.line, line)
    assert.doesNotMatch(JSON.stringify(faults), /CANARY(?!_)/)
  })
}

const ALLOWED: [text: string, dialects: Dialect[]][] = [
  ["", [...DIALECTS]],
  ["# note\n\nA=1\nB=two words\n", [...DIALECTS]],
  ["A=1\r\nB=2\r\n", [...DIALECTS]],
  ["A=1", [...DIALECTS]],
  ["export A=1\nB='it \\'s'\n", ["dotenv", "python-dotenv"]],
  ["A.B=1\n", ["dotenv"]],
  ["; a comment of systemd's\nA=1\n", ["systemd"]],
  ['A="one\ntwo"\n', ["systemd", "dotenv", "python-dotenv"]],
]
for (const [text, dialects] of ALLOWED) {
  test(`${JSON.stringify(text)} is allowed for ${dialects.join(", ")}`, () => {
    assert.deepEqual(validateEnvText(text, dialects), [])
  })
}

test("F44: of a text that is allowed every reader gets exactly the keys that the text shows", () => {
  let allowed = 0
  const holds = (text: string, dialects: Dialect[]) => {
    if (validateEnvText(text, dialects).length > 0) return
    allowed++
    const keys = pairsOf(parseEnvText(text))
      .map((pair) => pair.key)
      .sort()
    for (const dialect of dialects) assert.deepEqual([...readEnv(text, dialect).values.keys()].sort(), keys, dialect)
  }
  const dialects = fc.subarray([...DIALECTS], { minLength: 1 })
  fc.assert(fc.property(envText(), dialects, holds), { numRuns: 2000 })
  fc.assert(fc.property(tidyEnvText(), dialects, holds))
  for (const { text } of CORPUS) for (const dialect of DIALECTS) holds(text, [dialect])
  assert.ok(allowed > 100)
})

test("nothing makes validation throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(validateEnvText(text, DIALECTS))))
})

test("F44: the largest allowed text of the worst shape is judged within a second of processor time", () => {
  const shapes = [
    'A="\n',
    "A='x\n",
    "\n",
    " ",
    "\\",
    "#",
    "A=${",
    "=",
    '"',
    "A=a #",
    "•",
    ";",
    "://:@",
    "a",
    "'\\'",
    "A=`\n",
  ]
  for (const shape of shapes) {
    const text = shape.repeat(ENV_BYTES_MAX / new TextEncoder().encode(shape).length)
    const took = cpuMs(() => validateEnvText(text, DIALECTS))
    assert.ok(took < 1000, `${JSON.stringify(shape)} took ${took} ms`)
  }
})

test("F44: bytes that are no UTF-8 are refused with their line", () => {
  const good = new TextEncoder().encode("\ufeffA=é\n")
  assert.deepEqual(decodeEnvBytes(good), { ok: true, text: "\ufeffA=é\n" })
  const bad = decodeEnvBytes(new Uint8Array([...new TextEncoder().encode("A=1\nB="), 0xc3, 0x28, 0x0a]))
  assert.ok(!bad.ok)
  assert.deepEqual([bad.fault.code, bad.fault.line], ["not-utf8", 2])
})
