// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are references in env texts, not ours
import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { DIALECTS, readEnv } from "./dialects.ts"
import { parseEnvText } from "./parse.ts"
import { setValue } from "./set-value.ts"
import { tidyEnvText } from "./testing/arbitrary-env.ts"
import { readWithShell } from "./testing/real-consumers.ts"
import { validateEnvText } from "./validate.ts"
import { writeValue } from "./write-value.ts"

const awkward = fc.oneof(
  fc.string(),
  fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "`", "\\", "$", "{", "}", "#", "\n", "=", ";", "é", "n") }),
)

test("F44: what the writer writes, each of its readers reads back exactly", () => {
  fc.assert(
    fc.property(awkward, fc.subarray([...DIALECTS], { minLength: 1 }), (value, dialects) => {
      const form = writeValue(value, dialects)
      if (form === undefined) return
      const text = `# head\nA=${form}\nB=2\n`
      for (const dialect of dialects) {
        assert.deepEqual(Object.fromEntries(readEnv(text, dialect).values), { A: value, B: "2" }, dialect)
      }
      assert.deepEqual(validateEnvText(text, dialects), [])
    }),
    { numRuns: 1000 },
  )
})

test("F44: systemd alone can be given any text of ordinary characters, and a POSIX shell reads the same", async () => {
  const values = fc.sample(awkward, 150).filter((value) => !/[\r\0]/.test(value))
  const forms = values.map((value) => writeValue(value, ["systemd"]))
  for (const [index, form] of forms.entries()) {
    const isOrdinary = /^[\x20-\x7eé\n]*$/.test(values[index]!)
    if (isOrdinary) assert.notEqual(form, undefined, JSON.stringify(values[index]))
  }
  const written = forms.flatMap((form, index) => (form === undefined ? [] : [{ form, value: values[index]! }]))
  const readings = await readWithShell(written.map(({ form }) => `A=${form}\nB=2\n`))
  for (const [index, { form, value }] of written.entries()) {
    assert.deepEqual(readings[index], { A: value, B: "2" }, form)
  }
})

const FORMS: [value: string, dialects: Parameters<typeof writeValue>[1], form: string | undefined][] = [
  ["plain-1.2:3/x", DIALECTS, "plain-1.2:3/x"],
  ["", DIALECTS, ""],
  ["two words", ["systemd", "dotenv", "python-dotenv"], "'two words'"],
  ["two words", DIALECTS, "two words"],
  ["p#ss", ["systemd", "dotenv"], "'p#ss'"],
  ["p#ss", DIALECTS, undefined],
  ["it's", ["systemd", "dotenv", "python-dotenv"], '"it\'s"'],
  ["one\ntwo", ["systemd", "dotenv", "python-dotenv"], "'one\ntwo'"],
  ["one\ntwo", ["docker"], undefined],
  ["${HOME}", ["python-dotenv"], undefined],
  ["${HOME}", ["systemd", "dotenv"], "'${HOME}'"],
  ["a\0b", ["systemd"], undefined],
]
for (const [value, dialects, form] of FORMS) {
  test(`${JSON.stringify(value)} for ${dialects?.join(", ")} is written ${form === undefined ? "not at all" : JSON.stringify(form)}`, () => {
    assert.equal(writeValue(value, dialects), form)
  })
}

test("setting a value changes that key alone, for every reader", () => {
  fc.assert(
    fc.property(tidyEnvText(), awkward, (text, value) => {
      const after = setValue(text, { key: "B", value }, ["systemd", "dotenv"])
      fc.pre(after !== undefined && !text.includes("\r"))
      for (const dialect of ["systemd", "dotenv"] as const) {
        const expected = new Map(readEnv(text, dialect).values).set("B", value)
        assert.deepEqual(readEnv(after, dialect).values, expected)
      }
      const comments = (from: string) => parseEnvText(from).lines.filter((line) => line.kind === "comment").length
      assert.equal(comments(after), comments(text))
    }),
  )
})
