import type { DialectFault, Reading } from "./reading.ts"
import { lineCounter } from "./reading.ts"

// How python-dotenv reads a file: text mode turns every line end into `\n`, then statements are read one after
// another; a statement that does not fit is given up together with the rest of its line. `load_dotenv()` expands
// `${NAME}` and `${NAME:-default}` in every value, single-quoted ones too, from the process's environment and from
// the keys above it; a bare `$NAME` stays.

/** Python's `str.isspace`, which differs from JavaScript's `\s`. */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
const BLANK = SPACE.replace("\\t-\\r", "\\t\\x0b\\x0c")

const anySpace = sticky(`[${SPACE}]*`)
const blanks = sticky(`[${BLANK}]*`)
const exportWord = sticky(`(?:export[${BLANK}]+)?`)
const quotedKey = sticky("'([^']+)'")
const bareKey = sticky(`([^=#${SPACE}]+)`)
const equalSign = sticky(`=[${BLANK}]*`)
const singleQuoted = sticky("'((?:\\\\'|[^'])*)'")
const doubleQuoted = sticky('"((?:\\\\"|[^"])*)"')
const restOfLine = sticky("([^\\n]*)")
const endOfStatement = sticky(`(?:[${BLANK}]*#[^\\n]*)?[${BLANK}]*(?:\\n|$)`)
const skippedLine = sticky("[^\\n]*\\n?")
const inlineComment = new RegExp(`[${SPACE}]#`)
const isSpace = new RegExp(`^[${SPACE}]$`)

const ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
}

export interface PythonDotenvOptions {
  /** False for `load_dotenv(interpolate=False)`. */
  interpolates?: boolean
}

interface Statement {
  key?: string
  /** Absent for a name without `=`. */
  value?: string
}

/** What `load_dotenv()` sets from this text in a process whose environment is empty. */
export function readPythonDotenv(text: string, options: PythonDotenvOptions = {}): Reading {
  const { interpolates = true } = options
  // A byte order mark stays: for releases up to 1.2.2 it is a part of the first key.
  const source = text.replace(/\r\n?/g, "\n")
  const found = new Map<string, string | undefined>()
  const faults: DialectFault[] = []
  for (const { line, statement } of statementsOf(source)) {
    if (!statement) faults.push(ignored(line, "python-dotenv cannot read this line."))
    if (statement?.key === undefined) continue
    const { key, value } = statement
    const expanded = interpolates ? expand(value, found) : undefined
    if (expanded !== undefined) faults.push(interpolated(line))
    if (value === undefined) faults.push(ignored(line, "python-dotenv sets nothing for a name without `=`."))
    found.set(key, expanded ?? value)
  }
  return settle(found, faults)
}

/** What is left when all is put into the process's environment, which not everything fits into. */
function settle(found: Map<string, string | undefined>, faults: DialectFault[]): Reading {
  const values = new Map<string, string>()
  for (const [key, value] of found) if (value !== undefined) values.set(key, value)
  const isImpossible = [...values].some(([key, value]) => key.includes("=") || (key + value).includes("\0"))
  return isImpossible ? { values: new Map(), faults: [failure()] } : { values, faults }
}

/** Statement after statement, with undefined for a line that was given up. */
function* statementsOf(source: string): Generator<{ line: number; statement: Statement | undefined }> {
  const lineOf = lineCounter(source)
  const reader = new Reader(source)
  while (reader.position < source.length) {
    reader.take(anySpace)
    if (reader.position >= source.length) return
    const line = lineOf(reader.position)
    const statement = readStatement(reader)
    if (!statement) reader.take(skippedLine)
    yield { line, statement }
  }
}

class Reader {
  readonly source: string
  position = 0

  constructor(source: string) {
    this.source = source
  }

  get next(): string {
    return this.source[this.position] ?? ""
  }

  /** Takes what the pattern matches here; undefined, and no step forward, where it does not. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position
    const match = pattern.exec(this.source)
    if (!match) return undefined
    this.position = pattern.lastIndex
    return match[1] ?? match[0]
  }
}

function readStatement(reader: Reader): Statement | undefined {
  const statement: Statement = {}
  reader.take(exportWord)
  if (reader.next !== "#") {
    const key = reader.take(reader.next === "'" ? quotedKey : bareKey)
    if (key === undefined) return undefined
    statement.key = key
  }
  reader.take(blanks)
  if (reader.take(equalSign) !== undefined) {
    const value = readValue(reader)
    if (value === undefined) return undefined
    statement.value = value
  }
  return reader.take(endOfStatement) === undefined ? undefined : statement
}

function readValue(reader: Reader): string | undefined {
  switch (reader.next) {
    case "'":
      return reader.take(singleQuoted)?.replace(/\\([\\'])/g, "$1")
    case '"':
      return reader.take(doubleQuoted)?.replace(/\\([\\'"abfnrtv])/g, (_, char: string) => ESCAPES[char] ?? char)
    case "":
    case "\n":
      return ""
    default:
      return bareValue(reader.take(restOfLine) ?? "")
  }
}

function bareValue(rest: string): string {
  const commentAt = rest.search(inlineComment)
  let end = commentAt < 0 ? rest.length : commentAt
  while (end > 0 && isSpace.test(rest[end - 1] as string)) end--
  return rest.slice(0, end)
}

const REFERENCE = /^([^:]*)(?::-(.*))?$/s

/** The value with its references replaced; undefined when it has none. Looks at each character a few times at most. */
function expand(value: string | undefined, above: Map<string, string | undefined>): string | undefined {
  if (value === undefined) return undefined
  let result: string | undefined
  let from = 0
  let open = value.indexOf("${")
  while (open >= 0) {
    const close = value.indexOf("}", open)
    if (close < 0) break
    const reference = REFERENCE.exec(value.slice(open + 2, close))
    if (reference) {
      const [, name = "", fallback] = reference
      result = (result ?? "") + value.slice(from, open) + ((above.has(name) ? above.get(name) : fallback) ?? "")
      from = close + 1
    }
    open = value.indexOf("${", reference ? from : open + 2)
  }
  return result === undefined ? undefined : result + value.slice(from)
}

function sticky(source: string): RegExp {
  return new RegExp(source, "y")
}

function ignored(line: number, message: string): DialectFault {
  return { line, code: "line-ignored", message, isFatal: true }
}

function interpolated(line: number): DialectFault {
  const message = "python-dotenv expands a reference here, from the keys above and from the process's environment."
  return { line, code: "value-from-environment", message, isFatal: false }
}

/** The program that calls `load_dotenv()` gets an exception, and no variable after that line. */
function failure(): DialectFault {
  const message = "python-dotenv fails on this file: a name holds `=`, or something holds a NUL byte."
  return { line: 0, code: "file-refused", message, isFatal: true }
}
