import assert from "node:assert/strict"
import { test } from "node:test"
import dotenv from "dotenv"
import fc from "fast-check"
import { readDocker } from "./dialects/docker.ts"
import { readDotenv } from "./dialects/dotenv.ts"
import { readPythonDotenv } from "./dialects/python-dotenv.ts"
import type { Reading } from "./dialects/reading.ts"
import { readSystemd } from "./dialects/systemd.ts"
import { envText, tidyEnvText } from "./testing/arbitrary-env.ts"
import { CORPUS, VERSION_DEPENDENT_CORPUS } from "./testing/corpus.ts"
import {
  missingDocker,
  missingPythonDotenv,
  type RealReading,
  readWithDocker,
  readWithPythonDotenv,
  readWithSystemd,
  systemdVersion,
} from "./testing/real-consumers.ts"

// Each model against the program that it models: on the corpus, and on texts put together at random.

const TEXTS = CORPUS.map((entry) => entry.text)
const BOM_TEXTS = VERSION_DEPENDENT_CORPUS.map((entry) => entry.text)
/** Not for dotenv, which reads a NUL, and whose caller then fails on it in ways of its own. */
const NUL_TEXTS = ["A=1\nB=x\0y\n", "A\0=1\nB=2\n", "# \0\nA=1\n"]
const RANDOM_COUNT = 3000

test("F44: systemd's own EnvironmentFile parser reads the corpus and random texts as modelled", async (t) => {
  const systemd = systemdVersion()
  if ("missing" in systemd) return t.skip(systemd.missing)
  const texts = [...TEXTS, ...BOM_TEXTS, ...NUL_TEXTS, ...randomTexts(RANDOM_COUNT)]
  const options = { continuesComments: systemd.version < 254 }
  compare(texts, await readWithSystemd(texts), (text) => readSystemd(text, options))
})

test("F44: npm's dotenv reads the corpus and random texts as modelled", () => {
  const texts = [...TEXTS, ...BOM_TEXTS, ...randomTexts(RANDOM_COUNT)]
  compare(
    texts,
    texts.map((text) => dotenv.parse(text)),
    readDotenv,
  )
})

test("F44: python-dotenv reads the corpus and random texts as modelled", async (t) => {
  const missing = await missingPythonDotenv()
  if (missing) return t.skip(missing)
  // No byte order mark here: releases after 1.2.2 will take it off.
  const texts = [...TEXTS, ...NUL_TEXTS, ...randomTexts(RANDOM_COUNT)]
  compare(texts, await readWithPythonDotenv(texts), readPythonDotenv)
})

test("F44: docker's client reads the corpus and random texts as modelled", async (t) => {
  const missing = await missingDocker()
  if (missing) return t.skip(missing)
  const limits = [65_533, 65_534, 65_535, 65_536].flatMap((length) => {
    const line = `A=${"x".repeat(length - 2)}`
    return [line, `${line}\n`, `${line}\r\n`]
  })
  const texts = [...TEXTS, ...BOM_TEXTS, ...NUL_TEXTS, ...limits, ...randomTexts(30)]
  compare(texts, await readWithDocker(texts), readDocker)
})

function compare(texts: string[], readings: RealReading[], model: (text: string) => Reading): void {
  assert.equal(readings.length, texts.length)
  for (const [index, text] of texts.entries()) {
    const { values, faults } = model(text)
    const expected = faults.some((fault) => fault.code === "file-refused") ? undefined : Object.fromEntries(values)
    const real = readings[index]
    assert.deepEqual(expected && sorted(expected), real && sorted(real), JSON.stringify(text.slice(0, 300)))
  }
}

function sorted(values: Record<string, string>): [string, string][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}

function randomTexts(count: number): string[] {
  return [...fc.sample(envText(), count), ...fc.sample(tidyEnvText(), Math.ceil(count / 10))]
}
