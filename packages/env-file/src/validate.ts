import type { Reading } from "./dialects/reading.ts"
import type { Dialect } from "./dialects.ts"
import { readEnv } from "./dialects.ts"
import type { EnvFault, EnvFaultCode } from "./fault.ts"
import { compareFaults } from "./fault.ts"
import type { EnvText, PairLine } from "./parse.ts"
import { pairsOf, parseEnvText } from "./parse.ts"

// What must be true before a text may go to a server: it is plain text of bounded size, each line is understood,
// and every declared reader gets exactly the keys that the text shows.

/** Largest text, in UTF-8 bytes. */
export const ENV_BYTES_MAX = 65_536
/** Longest physical line, in UTF-8 bytes, its end not counted. */
export const ENV_LINE_BYTES_MAX = 32_768
/** Longest key, in characters. */
export const ENV_KEY_CHARS_MAX = 255
/** More faults than this help nobody: the list is cut here. */
export const ENV_FAULTS_MAX = 100

const PORTABLE_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/
const DOTTED_KEY = /^[A-Za-z_][A-Za-z0-9_.-]*$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const CONTROL = /[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/
const NOT_A_CHARACTER = /\p{Noncharacter_Code_Point}|\p{Surrogate}/u
/** A run this long is a mask that was never turned back into its value. */
const MASK_RUN = /•{4,}/

/**
 * Why this text must not be sent to servers where these programs read it; an empty list when it may. Never throws,
 * whatever the text; no message holds a value.
 */
export function validateEnvText(text: string, dialects: readonly Dialect[]): EnvFault[] {
  const bytes = new TextEncoder().encode(text).length
  if (bytes > ENV_BYTES_MAX) {
    const message = `The text has ${bytes} bytes; at most ${ENV_BYTES_MAX} are allowed.`
    return [{ line: 0, code: "too-large", message }]
  }
  const env = parseEnvText(text)
  const faults = [...characterFaults(text), ...lineFaults(env, dialects), ...duplicateFaults(env)]
  // Readers are not asked about lines that are longer than any of them should be given.
  if (faults.some((fault) => fault.code === "line-too-long")) return faults.sort(compareFaults).slice(0, ENV_FAULTS_MAX)
  const shown = new Set(faults.map((fault) => fault.line))
  const keys = new Map(pairsOf(env).map((pair) => [pair.key, pair]))
  for (const dialect of dialects) {
    // A line that is already refused is not refused again in each reader's words.
    for (const fault of readingFaults(readEnv(text, dialect), { dialect, keys })) {
      if (!shown.has(fault.line)) faults.push(fault)
    }
  }
  return distinct(faults).sort(compareFaults).slice(0, ENV_FAULTS_MAX)
}

function characterFaults(text: string): EnvFault[] {
  const faults: EnvFault[] = []
  if (text.startsWith("\uFEFF")) {
    faults.push({ line: 1, code: "byte-order-mark", message: "The text begins with a byte order mark. Remove it." })
  }
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const add = (code: EnvFaultCode, message: string) => faults.push({ line: index + 1, code, message })
    if (line.includes("\0")) add("nul-byte", `Line ${index + 1} holds a NUL byte.`)
    if (CONTROL.test(line)) add("control-character", `Line ${index + 1} holds a control character.`)
    if (NOT_A_CHARACTER.test(line)) add("not-a-character", `Line ${index + 1} holds a code point that is no character.`)
    if (MASK_RUN.test(line)) add("mask-left-in", `Line ${index + 1} still holds a mask in place of the value.`)
    if (new TextEncoder().encode(line).length > ENV_LINE_BYTES_MAX) {
      add("line-too-long", `Line ${index + 1} is longer than ${ENV_LINE_BYTES_MAX} bytes.`)
    }
  }
  return faults
}

function lineFaults(env: EnvText, dialects: readonly Dialect[]): EnvFault[] {
  const faults: EnvFault[] = []
  if (env.hasMixedEnds) {
    const message = "Lines end in different ways (LF, CRLF or CR). Use one throughout."
    faults.push({ line: 0, code: "mixed-line-ends", message })
  }
  for (const line of env.lines) {
    if (line.kind === "invalid") faults.push(invalidLine(line))
    if (line.kind === "pair") faults.push(...keyFaults(line, dialects))
  }
  return faults
}

function invalidLine(line: { lineNumber: number; reason: "open-quote" | "no-equals" | "invalid-key"; key?: string }) {
  const messages = {
    "open-quote": `The quote that opens the value of ${nameOf(line.key)} on line ${line.lineNumber} is not closed.`,
    "no-equals": `Line ${line.lineNumber} is neither a comment nor KEY=value.`,
    "invalid-key": `Line ${line.lineNumber} has no valid key before its equals sign.`,
  }
  return {
    line: line.lineNumber,
    code: line.reason,
    message: messages[line.reason],
    ...(line.key && { key: line.key }),
  }
}

function keyFaults({ key, lineNumber }: PairLine, dialects: readonly Dialect[]): EnvFault[] {
  // Only systemd insists on POSIX names; without it, the dots and dashes that the others take are let through.
  const isStrict = dialects.length === 0 || dialects.includes("systemd")
  if (key.length <= ENV_KEY_CHARS_MAX && (isStrict ? PORTABLE_KEY : DOTTED_KEY).test(key)) return []
  const message = `The key on line ${lineNumber} must be letters, digits and underscores, begin with no digit and have at most ${ENV_KEY_CHARS_MAX} characters.`
  return [{ line: lineNumber, code: "invalid-key", message }]
}

function duplicateFaults(env: EnvText): EnvFault[] {
  const first = new Map<string, number>()
  const faults: EnvFault[] = []
  for (const { key, lineNumber } of pairsOf(env)) {
    const before = first.get(key)
    if (before === undefined) first.set(key, lineNumber)
    else {
      const message = `${nameOf(key)} on line ${lineNumber} was already set on line ${before}.`
      faults.push({ line: lineNumber, code: "duplicate-key", message, key })
    }
  }
  return faults
}

function readingFaults(reading: Reading, seen: { dialect: Dialect; keys: Map<string, PairLine> }): EnvFault[] {
  const faults: EnvFault[] = []
  for (const { line, code, message, isFatal } of reading.faults) if (isFatal) faults.push({ line, code, message })
  if (faults.length > 0) return faults
  for (const [key, { lineNumber }] of seen.keys) {
    if (reading.values.has(key)) continue
    const message = `${seen.dialect} would not read ${nameOf(key)} on line ${lineNumber}.`
    faults.push({ line: lineNumber, code: "key-not-read", message, key })
  }
  for (const key of reading.values.keys()) {
    if (seen.keys.has(key)) continue
    const message = `${seen.dialect} would read a key here that the text does not show as one.`
    faults.push({ line: 0, code: "key-unexpected", message })
  }
  return faults
}

/** A key as it may stand in a message: what is no plain name could be a stray piece of a value. */
function nameOf(key: string | undefined): string {
  return key !== undefined && key.length <= ENV_KEY_CHARS_MAX && DOTTED_KEY.test(key) ? key : "a key"
}

function distinct(faults: EnvFault[]): EnvFault[] {
  const seen = new Map<string, EnvFault>()
  for (const fault of faults) seen.set(`${fault.line} ${fault.message}`, fault)
  return [...seen.values()]
}
