import type { DialectFault, Reading } from "./reading.ts"

// How systemd reads `EnvironmentFile=`: a state machine over characters, then a sieve that drops assignments that
// cannot stand in an environment. A key is everything before the first `=`, so `export A=1` is the key `export A`,
// which the sieve drops without failing the unit. `#` opens a comment only where a key could begin. After a
// closing quote the value goes on: `"a"b` is `ab`. A backslash at the end of a bare value joins the next line.

type State =
  | "before-key"
  | "key"
  | "before-value"
  | "value"
  | "value-escape"
  | "single-quoted"
  | "double-quoted"
  | "double-quoted-escape"
  | "comment"
  | "comment-escape"

const BLANK = " \t\n\r"
const LINE_END = "\n\r"
const ESCAPED_IN_DOUBLE_QUOTES = '"\\`$'
const VALID_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/
/** systemd's UTF-8 check refuses the whole file for these, valid though they are to others. */
const NOT_A_CHARACTER = /\p{Noncharacter_Code_Point}/u
const LONE_SURROGATE = /\p{Surrogate}/u

interface Machine {
  state: State
  key: string
  value: string
  line: number
  startLine: number
  /** Length of `value` before its trailing blanks, or -1. */
  trimTo: number
  pairs: { key: string; value: string; line: number }[]
  faults: DialectFault[]
  isContinuing: boolean
}

export interface SystemdOptions {
  /** systemd before 254 reads the line after a comment that ends with a backslash as part of that comment. */
  continuesComments?: boolean
}

/** What a unit gets from this text through `EnvironmentFile=`. */
export function readSystemd(text: string, options: SystemdOptions = {}): Reading {
  const refusal = refusalOf(text)
  if (refusal) return { values: new Map(), faults: [refusal] }
  const machine: Machine = {
    state: "before-key",
    key: "",
    value: "",
    line: 1,
    startLine: 1,
    trimTo: -1,
    pairs: [],
    faults: [],
    isContinuing: options.continuesComments ?? false,
  }
  for (let index = 0; index < text.length; index++) {
    const char = text[index] as string
    STEPS[machine.state](machine, char)
    if (char === "\n" || (char === "\r" && text[index + 1] !== "\n")) machine.line++
  }
  finish(machine)
  return sieve(machine)
}

const STEPS: Record<State, (machine: Machine, char: string) => void> = {
  "before-key"(machine, char) {
    if (char === "#" || char === ";") machine.state = "comment"
    else if (!BLANK.includes(char)) {
      machine.state = "key"
      machine.key = char
      machine.startLine = machine.line
    }
  },
  key(machine, char) {
    if (LINE_END.includes(char)) {
      machine.faults.push(ignoredLine(machine.startLine))
      machine.state = "before-key"
    } else if (char === "=") {
      machine.state = "before-value"
      machine.value = ""
      machine.trimTo = -1
    } else machine.key += char
  },
  "before-value"(machine, char) {
    if (LINE_END.includes(char)) push(machine)
    else if (char === "'") machine.state = "single-quoted"
    else if (char === '"') machine.state = "double-quoted"
    else if (char === "\\") machine.state = "value-escape"
    else if (!BLANK.includes(char)) {
      machine.state = "value"
      machine.value += char
    }
  },
  value(machine, char) {
    if (LINE_END.includes(char)) {
      trim(machine)
      push(machine)
    } else if (char === "\\") {
      machine.state = "value-escape"
      machine.trimTo = -1
    } else {
      if (!BLANK.includes(char)) machine.trimTo = -1
      else if (machine.trimTo < 0) machine.trimTo = machine.value.length
      machine.value += char
    }
  },
  "value-escape"(machine, char) {
    machine.state = "value"
    if (!LINE_END.includes(char)) machine.value += char
    else machine.faults.push(continuation(machine))
  },
  "single-quoted"(machine, char) {
    if (char === "'") machine.state = "before-value"
    else machine.value += char
  },
  "double-quoted"(machine, char) {
    if (char === '"') machine.state = "before-value"
    else if (char === "\\") machine.state = "double-quoted-escape"
    else machine.value += char
  },
  "double-quoted-escape"(machine, char) {
    machine.state = "double-quoted"
    if (ESCAPED_IN_DOUBLE_QUOTES.includes(char)) machine.value += char
    else if (char !== "\n") machine.value += `\\${char}`
  },
  comment(machine, char) {
    if (char === "\\") machine.state = "comment-escape"
    else if (LINE_END.includes(char)) machine.state = "before-key"
  },
  "comment-escape"(machine, char) {
    machine.state = "comment"
    if (!LINE_END.includes(char)) return
    machine.faults.push({
      line: machine.line,
      code: "comment-continuation",
      message: "A comment ends with a backslash: systemd before version 254 reads the next line as part of it.",
      isFatal: true,
    })
    if (!machine.isContinuing) machine.state = "before-key"
  },
}

function trim(machine: Machine): void {
  if (machine.trimTo >= 0) machine.value = machine.value.slice(0, machine.trimTo)
}

function push(machine: Machine): void {
  machine.pairs.push({ key: machine.key.replace(/[ \t]+$/, ""), value: machine.value, line: machine.startLine })
  machine.state = "before-key"
}

function finish(machine: Machine): void {
  const { state } = machine
  if (state === "key") machine.faults.push(ignoredLine(machine.startLine))
  if (state === "before-key" || state === "key" || state === "comment" || state === "comment-escape") return
  if (state === "value") trim(machine)
  if (state === "single-quoted" || state === "double-quoted" || state === "double-quoted-escape") {
    const message = "A quote is not closed: systemd reads everything after it as one value."
    machine.faults.push({ line: machine.startLine, code: "open-quote", message, isFatal: true })
  }
  push(machine)
}

function sieve({ pairs, faults }: Machine): Reading {
  const values = new Map<string, string>()
  for (const { key, value, line } of pairs) {
    if (VALID_NAME.test(key)) values.set(key, value)
    else faults.push({ line, code: "invalid-key", message: invalidKeyMessage(key), isFatal: true })
  }
  return { values, faults }
}

function invalidKeyMessage(key: string): string {
  if (/^export[ \t]/.test(key)) return "systemd does not know `export`: it drops this line."
  return "systemd drops a name that is not letters, digits and underscores, beginning with no digit."
}

function refusalOf(text: string): DialectFault | undefined {
  const reason = text.includes("\0")
    ? "it holds a NUL byte"
    : NOT_A_CHARACTER.test(text) || LONE_SURROGATE.test(text)
      ? "it holds a code point that is no character"
      : undefined
  if (!reason) return undefined
  return { line: 0, code: "file-refused", message: `systemd refuses the whole file: ${reason}.`, isFatal: true }
}

function ignoredLine(line: number): DialectFault {
  return { line, code: "line-ignored", message: "systemd ignores a line without `=`.", isFatal: true }
}

function continuation(machine: Machine): DialectFault {
  const message = "The value ends with a backslash: systemd joins the next line to it."
  return { line: machine.startLine, code: "line-continuation", message, isFatal: true }
}
