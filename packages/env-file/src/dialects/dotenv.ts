import type { DialectFault, Reading } from "./reading.ts"
import { lineCounter } from "./reading.ts"

// How npm's dotenv reads a file: every line end becomes `\n`, then one pattern is looked for at the beginning of each
// line, and what it does not match is passed over in silence. Its blanks include line ends, so a quoted value may
// stand on the line below its `=`. A bare value ends at the first `#`, wherever that is. Quotes are taken off
// without unescaping anything; only in double quotes do `\n` and `\r` become line ends.

const SEPARATOR = "(?:\\s*=\\s*?|:\\s+?)"
const SINGLE = "\\s*'(?:\\\\'|[^'])*'"
const DOUBLE = '\\s*"(?:\\\\"|[^"])*"'
const BACKTICK = "\\s*`(?:\\\\`|[^`])*`"
const BARE = "[^#\\n]+"
const statement = new RegExp(
  `(?:export\\s+)?([\\w.-]+)${SEPARATOR}(${SINGLE}|${DOUBLE}|${BACKTICK}|${BARE})?\\s*(?:#.*)?$`,
  "my",
)
const space = /\s*/y
const lineBreak = /[\n\u2028\u2029]/g

/** What `dotenv.config()` sets from this text in a process whose environment is empty. */
export function readDotenv(text: string): Reading {
  const source = text.replace(/\r\n?/g, "\n")
  const values = new Map<string, string>()
  const faults: DialectFault[] = []
  const lineOf = lineCounter(source)
  let position = 0
  while (position < source.length) {
    // Looking again from each line of a run of blank lines would find the same statement: one look is enough.
    const start = skip(space, source, position)
    if (start >= source.length) break
    statement.lastIndex = start
    const match = statement.exec(source)
    if (match) {
      const key = match[1] ?? ""
      // dotenv collects into a plain object, where this name sets the prototype and no property.
      if (key !== "__proto__") values.set(key, unquote(match[2] ?? ""))
      position = nextLine(source, Math.max(statement.lastIndex, start))
    } else {
      if (source[start] !== "#") faults.push(ignored(lineOf(start)))
      position = nextLine(source, start)
    }
  }
  return { values, faults }
}

function unquote(written: string): string {
  const value = written.trim()
  // Under the `m` flag the pair of quotes is looked for on every line of the value, as dotenv does.
  const inner = value.replace(/^(['"`])([\s\S]*)\1$/gm, "$2")
  return value.startsWith('"') ? inner.replace(/\\n/g, "\n").replace(/\\r/g, "\r") : inner
}

function skip(pattern: RegExp, source: string, from: number): number {
  pattern.lastIndex = from
  pattern.exec(source)
  return pattern.lastIndex
}

/** Where the line after `from` begins; the end of the text when there is none. */
function nextLine(source: string, from: number): number {
  lineBreak.lastIndex = from
  return lineBreak.exec(source) ? lineBreak.lastIndex : source.length
}

function ignored(line: number): DialectFault {
  return { line, code: "line-ignored", message: "dotenv passes over this line in silence.", isFatal: true }
}
