// The syntax of the patterns that assertions may use: that of JavaScript's regular expressions without what cannot be
// matched in linear time (back references, look-around) and without the rarer escapes.

export type PatternNode =
  | { type: "one"; test: (char: string) => boolean }
  | { type: "sequence"; parts: PatternNode[] }
  | { type: "choice"; options: PatternNode[] }
  | { type: "repeat"; node: PatternNode; min: number; max: number }
  | { type: "at"; place: "start" | "end" | "word-edge" | "no-word-edge" }

/** Thrown for a pattern that is not accepted; `message` completes "the pattern …". */
export class PatternError extends Error {}

type Test = (char: string) => boolean

const DIGIT: Test = (char) => char >= "0" && char <= "9"
const SPACE: Test = (char) => /^\s$/.test(char)
export const isWordChar: Test = (char) => /^[A-Za-z0-9_]$/.test(char)
const LINE_ENDS = "\n\r\u2028\u2029"
const CONTROL_ESCAPES: Record<string, string> = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" }
const CLASS_ESCAPES: Record<string, Test> = {
  d: DIGIT,
  w: isWordChar,
  s: SPACE,
  D: not(DIGIT),
  W: not(isWordChar),
  S: not(SPACE),
}

/** @throws {PatternError} */
export function parsePattern(pattern: string): PatternNode {
  const cursor = new Cursor([...pattern])
  const node = choice(cursor)
  if (cursor.next !== "") throw new PatternError("has a `)` too many")
  return node
}

class Cursor {
  readonly chars: string[]
  at = 0

  constructor(chars: string[]) {
    this.chars = chars
  }

  get next(): string {
    return this.chars[this.at] ?? ""
  }

  take(): string {
    return this.chars[this.at++] ?? ""
  }

  takeIf(text: string): boolean {
    const isNext = this.chars.slice(this.at, this.at + text.length).join("") === text
    if (isNext) this.at += text.length
    return isNext
  }
}

function choice(cursor: Cursor): PatternNode {
  const options = [sequence(cursor)]
  while (cursor.takeIf("|")) options.push(sequence(cursor))
  return options.length === 1 ? (options[0] as PatternNode) : { type: "choice", options }
}

function sequence(cursor: Cursor): PatternNode {
  const parts: PatternNode[] = []
  while (cursor.next !== "" && cursor.next !== "|" && cursor.next !== ")") parts.push(quantified(cursor))
  return { type: "sequence", parts }
}

function quantified(cursor: Cursor): PatternNode {
  const node = atom(cursor)
  const range = quantifier(cursor)
  if (!range) return node
  if (node.type === "at") throw new PatternError("repeats a place, not a character")
  cursor.takeIf("?")
  return { type: "repeat", node, ...range }
}

function quantifier(cursor: Cursor): { min: number; max: number } | undefined {
  if (cursor.takeIf("*")) return { min: 0, max: Number.POSITIVE_INFINITY }
  if (cursor.takeIf("+")) return { min: 1, max: Number.POSITIVE_INFINITY }
  if (cursor.takeIf("?")) return { min: 0, max: 1 }
  if (!cursor.takeIf("{")) return undefined
  const min = count(cursor)
  const max = !cursor.takeIf(",") ? min : cursor.next === "}" ? Number.POSITIVE_INFINITY : count(cursor)
  if (!cursor.takeIf("}") || max < min) throw new PatternError("has a `{` that is no repetition; write `\\{`")
  return { min, max }
}

function count(cursor: Cursor): number {
  let digits = ""
  while (cursor.next !== "" && DIGIT(cursor.next)) digits += cursor.take()
  if (digits === "" || digits.length > 4) throw new PatternError("has a `{` that is no repetition; write `\\{`")
  return Number(digits)
}

function atom(cursor: Cursor): PatternNode {
  const char = cursor.take()
  switch (char) {
    case "^":
      return { type: "at", place: "start" }
    case "$":
      return { type: "at", place: "end" }
    case ".":
      return { type: "one", test: (other) => !LINE_ENDS.includes(other) }
    case "(":
      return group(cursor)
    case "[":
      return { type: "one", test: characterClass(cursor) }
    case "\\":
      return escaped(cursor)
    case "*":
    case "+":
    case "?":
    case "{":
    case "}":
    case "]":
      throw new PatternError(`has a \`${char}\` out of place; write \`\\${char}\``)
    default:
      return { type: "one", test: (other) => other === char }
  }
}

function group(cursor: Cursor): PatternNode {
  if (!cursor.takeIf("?:") && cursor.next === "?") {
    throw new PatternError("looks ahead or behind or names a group, which is not supported")
  }
  const node = choice(cursor)
  if (!cursor.takeIf(")")) throw new PatternError("has a `(` that is not closed")
  return node
}

function escaped(cursor: Cursor): PatternNode {
  if (cursor.takeIf("b")) return { type: "at", place: "word-edge" }
  if (cursor.takeIf("B")) return { type: "at", place: "no-word-edge" }
  const kind = CLASS_ESCAPES[cursor.next]
  if (kind) {
    cursor.take()
    return { type: "one", test: kind }
  }
  const char = escapedChar(cursor)
  return { type: "one", test: (other) => other === char }
}

function escapedChar(cursor: Cursor): string {
  const char = cursor.take()
  const control = CONTROL_ESCAPES[char]
  if (control) return control
  if (char === "" || /[A-Za-z0-9]/.test(char)) throw new PatternError("uses an escape that is not supported")
  return char
}

function characterClass(cursor: Cursor): Test {
  const isNegated = cursor.takeIf("^")
  const tests: Test[] = []
  while (cursor.next !== "]") {
    if (cursor.next === "") throw new PatternError("has a `[` that is not closed")
    tests.push(classMember(cursor))
  }
  cursor.take()
  const isIn: Test = (char) => tests.some((test) => test(char))
  return isNegated ? not(isIn) : isIn
}

function classMember(cursor: Cursor): Test {
  const kind = cursor.next === "\\" ? CLASS_ESCAPES[cursor.chars[cursor.at + 1] ?? ""] : undefined
  if (kind) {
    cursor.at += 2
    return kind
  }
  const from = classChar(cursor)
  const isRange = cursor.next === "-" && (cursor.chars[cursor.at + 1] ?? "]") !== "]"
  if (!isRange) return (char) => char === from
  cursor.take()
  const first = codePoint(from)
  const last = codePoint(classChar(cursor))
  if (last < first) throw new PatternError("has a range that runs backwards")
  return (char) => codePoint(char) >= first && codePoint(char) <= last
}

function classChar(cursor: Cursor): string {
  const char = cursor.take()
  return char === "\\" ? escapedChar(cursor) : char
}

function codePoint(char: string): number {
  return char.codePointAt(0) ?? 0
}

function not(test: Test): Test {
  return (char) => !test(char)
}
