// The layout of an env text, whoever reads it: which lines are pairs, comments or neither, and where each value
// lies. It keeps every character, so that what it did not understand is written back as it was. What a value
// *means* is another matter, and differs by reader: see `dialects/`.

export type LineEnd = "\n" | "\r\n" | "\r" | ""

/** Half-open range of offsets into a line's `raw`. */
export interface Span {
  start: number
  end: number
}

interface LineAt {
  /** The line as it stands, without its end; it holds line ends of its own when a quoted value spans lines. */
  raw: string
  end: LineEnd
  /** 1-based number of the physical line at which it starts. */
  lineNumber: number
}

/** `mixed`: begins with a quote and goes on after the closing one, as in `"a"b`. */
export type QuoteStyle = "none" | "single" | "double" | "backtick" | "mixed"

export interface PairLine extends LineAt {
  kind: "pair"
  key: string
  hasExport: boolean
  /** The value as written, quotes included, without the blanks around it and without a comment after it. */
  value: Span
  quote: QuoteStyle
  /** A `# …` after the value. Some readers take it for a part of the value. */
  comment?: Span
}

export interface PlainLine extends LineAt {
  kind: "comment" | "blank"
}

export interface InvalidLine extends LineAt {
  kind: "invalid"
  reason: "open-quote" | "no-equals" | "invalid-key"
  key?: string
}

export type EnvLine = PairLine | PlainLine | InvalidLine

export interface EnvText {
  lines: EnvLine[]
  /** What ends most lines, and so what a new line shall end with. */
  eol: "\n" | "\r\n"
  /** True when lines end in more than one way, or with a carriage return alone. */
  hasMixedEnds: boolean
  hasFinalNewline: boolean
}

interface PhysicalLine {
  raw: string
  end: LineEnd
}

const ASSIGNMENT = /^[ \t]*(export[ \t]+)?([^=\s#][^=\s]*)[ \t]*=[ \t]*/
const AFTER_QUOTE = /^[ \t]*(#.*)?$/
const QUOTES: Record<string, QuoteStyle> = { "'": "single", '"': "double", "`": "backtick" }

/** Splits a text into its lines. Never throws; `renderEnvText` gives the identical text back. */
export function parseEnvText(text: string): EnvText {
  const physical = splitLines(text)
  const lines: EnvLine[] = []
  for (let index = 0; index < physical.length; ) {
    const { line, count } = lineAt(physical, index)
    lines.push(line)
    index += count
  }
  const ends = new Set(physical.map((line) => line.end).filter((end) => end !== ""))
  const crlfCount = physical.filter((line) => line.end === "\r\n").length
  return {
    lines,
    eol: crlfCount * 2 > physical.filter((line) => line.end !== "").length ? "\r\n" : "\n",
    hasMixedEnds: ends.size > 1 || ends.has("\r"),
    hasFinalNewline: (physical.at(-1)?.end ?? "") !== "",
  }
}

/** The text that these lines came from, or its edited successor. */
export function renderEnvText(text: Pick<EnvText, "lines">): string {
  return text.lines.map((line) => line.raw + line.end).join("")
}

/** The value as it is written on the line, quotes and all. */
export function rawValue(pair: PairLine): string {
  return pair.raw.slice(pair.value.start, pair.value.end)
}

/** The text's pairs, in order, duplicates included. */
export function pairsOf(text: EnvText): PairLine[] {
  return text.lines.filter((line) => line.kind === "pair")
}

function splitLines(text: string): PhysicalLine[] {
  const lines: PhysicalLine[] = []
  for (const match of text.matchAll(/([^\r\n]*)(\r\n|\n|\r|$)/g)) {
    const raw = match[1] ?? ""
    const end = (match[2] ?? "") as LineEnd
    if (raw !== "" || end !== "") lines.push({ raw, end })
  }
  return lines
}

function lineAt(physical: PhysicalLine[], index: number): { line: EnvLine; count: number } {
  const { raw, end } = physical[index] as PhysicalLine
  const at = { raw, end, lineNumber: index + 1 }
  if (/^[ \t]*$/.test(raw)) return { line: { kind: "blank", ...at }, count: 1 }
  if (/^[ \t]*[#;]/.test(raw)) return { line: { kind: "comment", ...at }, count: 1 }
  const assignment = ASSIGNMENT.exec(raw)
  if (!assignment) {
    const reason = raw.includes("=") ? "invalid-key" : "no-equals"
    return { line: { kind: "invalid", reason, ...at }, count: 1 }
  }
  const key = assignment[2] ?? ""
  const pair = { kind: "pair", key, hasExport: assignment[1] !== undefined } as const
  const start = assignment[0].length
  const quote = QUOTES[raw[start] ?? ""]
  if (!quote) return { line: { ...pair, ...at, quote: "none", ...bareValue(raw, start) }, count: 1 }

  const closed = closeQuote(physical, index, start)
  if (!closed) return { line: { kind: "invalid", reason: "open-quote", key, ...at }, count: 1 }
  const { style, count, ...spans } = closed
  const span = physical.slice(index, index + count)
  return {
    line: { ...pair, ...at, raw: joinLines(span), end: span.at(-1)?.end ?? "", quote: style ?? quote, ...spans },
    count,
  }
}

function bareValue(raw: string, start: number): { value: Span; comment?: Span } {
  const commentAt = raw.slice(start).search(/[ \t]#/)
  const end = start + (commentAt < 0 ? raw.length - start : commentAt)
  const value = { start, end: start + raw.slice(start, end).trimEnd().length }
  if (commentAt < 0) return { value }
  return { value, comment: { start: raw.indexOf("#", end), end: raw.length } }
}

interface ClosedQuote {
  value: Span
  comment?: Span
  count: number
  style?: "mixed"
}

/**
 * Looks for the quote that closes the one at `start`: on the same line, or else on the first line that has one. A
 * quote with a backslash before it closes only where no other does; within single quotes, where systemd and shells
 * know no backslash, also before a later line's.
 */
function closeQuote(physical: PhysicalLine[], index: number, start: number): ClosedQuote | undefined {
  const first = (physical[index] as PhysicalLine).raw
  const quote = first[start] as string
  const onFirst = findQuote(first, quote, start + 1)
  if (onFirst >= 0) return endValue(first, { start, end: onFirst + 1 }, 1)
  const last = first.lastIndexOf(quote)
  const isEscapedClose = last > start && AFTER_QUOTE.test(first.slice(last + 1))
  const escaped = isEscapedClose ? endValue(first, { start, end: last + 1 }, 1) : undefined
  return quote === "'"
    ? (escaped ?? closeBelow(physical, index, start))
    : (closeBelow(physical, index, start) ?? escaped)
}

function closeBelow(physical: PhysicalLine[], index: number, start: number): ClosedQuote | undefined {
  const first = (physical[index] as PhysicalLine).raw
  let length = first.length
  for (let next = index + 1; next < physical.length; next++) {
    length += (physical[next - 1] as PhysicalLine).end.length
    const raw = (physical[next] as PhysicalLine).raw
    const at = findQuote(raw, first[start] as string, 0)
    if (at >= 0) {
      if (!AFTER_QUOTE.test(raw.slice(at + 1))) return undefined
      return endValue(joinLines(physical.slice(index, next + 1)), { start, end: length + at + 1 }, next - index + 1)
    }
    length += raw.length
  }
  return undefined
}

function endValue(raw: string, value: Span, count: number): ClosedQuote {
  const rest = raw.slice(value.end)
  if (!AFTER_QUOTE.test(rest))
    return { value: { start: value.start, end: raw.trimEnd().length }, count, style: "mixed" }
  const hash = rest.indexOf("#")
  if (hash < 0) return { value, count }
  return { value, count, comment: { start: value.end + hash, end: raw.length } }
}

function findQuote(raw: string, quote: string, from: number): number {
  for (let at = from; at < raw.length; at++) {
    if (raw[at] === "\\") at++
    else if (raw[at] === quote) return at
  }
  return -1
}

function joinLines(lines: PhysicalLine[]): string {
  return lines.map((line, index) => line.raw + (index < lines.length - 1 ? line.end : "")).join("")
}
