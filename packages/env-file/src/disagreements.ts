import type { Reading } from "./dialects/reading.ts"
import type { Dialect } from "./dialects.ts"
import { DIALECTS, readEnv } from "./dialects.ts"
import type { PairLine } from "./parse.ts"
import { pairsOf, parseEnvText, rawValue, renderEnvText } from "./parse.ts"
import { writeValue } from "./write-value.ts"

export type DisagreementCode = keyof typeof REASONS

export interface Disagreement {
  code: DisagreementCode
  /** 1-based; 0 when the key stands on no line of its own. */
  line: number
  /** Absent when a program refuses the whole file. */
  key?: string
  /** In words that hold no value. */
  reason: string
  /** What each program would set; undefined where it would set nothing. Secrets as they are: mask before showing. */
  readings: { dialect: Dialect; value: string | undefined }[]
  /** Each makes all the programs read the line alike; they differ in whose reading is kept. */
  fixes: Fix[]
}

/** A change that `applyFix` makes. It holds no value, so it may travel. */
export interface Fix {
  kind: "move-comment-above" | "quote-value" | "rewrite-line"
  line: number
  key: string
  /** The program whose reading is the one that was meant. */
  keep: Dialect
  dialects: readonly Dialect[]
  label: string
}

const REASONS = {
  "file-refused": "One of the programs refuses the whole file.",
  "export-prefix": "systemd and docker do not know `export`: systemd drops the line, docker refuses the file.",
  "spans-lines": "The value spans lines. docker reads line by line, and the others end or join lines differently.",
  "comment-after-value": "Some programs take the comment after the value for a part of the value.",
  "variable-reference": "python-dotenv replaces the reference to a variable; the others leave it as it is.",
  "hash-in-value": "dotenv ends a bare value at the first `#`; others only after a blank, or not at all.",
  "backslash-in-value": "Programs differ in what a backslash does, in quotes and without.",
  "backtick-quotes": "Only dotenv knows backticks as quotes.",
  "text-after-quote":
    "Text goes on after the closing quote: systemd joins it, others keep the quotes or drop the line.",
  "quotes-in-value": "docker takes quotes for a part of the value.",
  "blanks-around-value":
    "docker refuses blanks before the equals sign and takes those after it for a part of the value.",
  "key-name": "Not every program takes this name.",
  "seen-by-some": "Only some of the programs see a key here.",
  "read-differently": "The programs read this line differently.",
} as const

/** Working out fixes takes about a millisecond each, and this is called while somebody types. */
export const DISAGREEMENTS_MAX = 200

/** Where these programs would not set the same variables, in the order of the lines; at most 200. Never throws. */
export function findDisagreements(text: string, dialects: readonly Dialect[] = DIALECTS): Disagreement[] {
  const found: Disagreement[] = []
  const readings = new Map<Dialect, Reading>()
  for (const dialect of new Set(dialects)) {
    const reading = readEnv(text, dialect)
    const refusal = reading.faults.find((fault) => fault.code === "file-refused")
    if (!refusal) readings.set(dialect, reading)
    else found.push({ code: "file-refused", line: refusal.line, reason: refusal.message, readings: [], fixes: [] })
  }
  if (readings.size + found.length < 2) return []
  const pairs = new Map(pairsOf(parseEnvText(text)).map((pair) => [pair.key, pair]))
  const keys = new Set([...pairs.keys(), ...[...readings.values()].flatMap((reading) => [...reading.values.keys()])])
  const differing = [...keys]
    .map((key) => ({
      key,
      readings: [...readings].map(([dialect, { values }]) => ({ dialect, value: values.get(key) })),
    }))
    .filter(({ readings: each }) => new Set(each.map((reading) => reading.value)).size > 1)
    .slice(0, DISAGREEMENTS_MAX)
  for (const { key, readings: each } of differing) found.push(describe(key, pairs.get(key), each))
  return found.sort((a, b) => a.line - b.line)
}

/**
 * The text with the line rewritten so that the fix's programs read alike what `keep` reads now. A text that was
 * edited meanwhile, so that the key is no longer on that line, comes back as it is.
 */
export function applyFix(text: string, fix: Fix): string {
  const env = parseEnvText(text)
  const pair = pairsOf(env).find((line) => line.lineNumber === fix.line && line.key === fix.key)
  const value = readEnv(text, fix.keep).values.get(fix.key)
  const form = pair && value !== undefined ? writeValue(value, fix.dialects) : undefined
  if (!pair || value === undefined || form === undefined) return text
  const comment = commentApart(pair, value)
  const above = comment === undefined ? "" : comment + env.eol
  const lines = env.lines.map((line) => (line === pair ? { ...line, raw: `${above}${fix.key}=${form}` } : line))
  return renderEnvText({ lines })
}

function describe(key: string, pair: PairLine | undefined, readings: Disagreement["readings"]): Disagreement {
  const dialects = readings.map((reading) => reading.dialect)
  const code = pair ? codeOf(pair, dialects) : "seen-by-some"
  const line = pair?.lineNumber ?? 0
  const fixes = pair ? fixesFor(pair, readings) : []
  return { code, line, key, reason: REASONS[code], readings, fixes }
}

function codeOf(pair: PairLine, dialects: Dialect[]): DisagreementCode {
  const raw = rawValue(pair)
  const isBlankAround = pair.raw !== `${pair.key}=${raw}` && !pair.hasExport
  const causes: [DisagreementCode, boolean][] = [
    ["key-name", !/^[A-Za-z_][A-Za-z0-9_]*$/.test(pair.key)],
    ["export-prefix", pair.hasExport],
    ["spans-lines", /[\r\n]/.test(raw)],
    ["comment-after-value", pair.comment !== undefined],
    ["variable-reference", raw.includes("${") && dialects.includes("python-dotenv")],
    ["backtick-quotes", pair.quote === "backtick"],
    ["text-after-quote", pair.quote === "mixed"],
    ["hash-in-value", pair.quote === "none" && raw.includes("#")],
    ["backslash-in-value", raw.includes("\\")],
    ["quotes-in-value", pair.quote !== "none"],
    ["blanks-around-value", isBlankAround],
  ]
  return causes.find(([, isCause]) => isCause)?.[0] ?? "read-differently"
}

function fixesFor(pair: PairLine, readings: Disagreement["readings"]): Fix[] {
  const dialects = readings.map((reading) => reading.dialect)
  const readers = new Map<string, Dialect[]>()
  for (const { dialect, value } of readings) {
    if (value !== undefined) readers.set(value, [...(readers.get(value) ?? []), dialect])
  }
  const fixes: Fix[] = []
  for (const [value, [keep, ...others]] of readers) {
    const form = writeValue(value, dialects)
    if (keep === undefined || form === undefined) continue
    const kind =
      commentApart(pair, value) !== undefined
        ? "move-comment-above"
        : /^['"`]/.test(form)
          ? "quote-value"
          : "rewrite-line"
    const label = `${LABELS[kind]} what ${[keep, ...others].join(" and ")} ${others.length > 0 ? "read" : "reads"}`
    fixes.push({ kind, line: pair.lineNumber, key: pair.key, keep, dialects, label })
  }
  return fixes
}

const LABELS: Record<Fix["kind"], string> = {
  "move-comment-above": "Move the comment above and keep",
  "quote-value": "Quote the value and keep",
  "rewrite-line": "Rewrite the line and keep",
}

/** The comment behind the value, unless this reading has it as a part of the value. */
function commentApart(pair: PairLine, value: string): string | undefined {
  if (!pair.comment) return undefined
  const comment = pair.raw.slice(pair.comment.start, pair.comment.end)
  return value.includes(comment.trimEnd()) ? undefined : comment
}
