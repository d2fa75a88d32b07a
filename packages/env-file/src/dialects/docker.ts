import type { DialectFault, Reading } from "./reading.ts"

// How `docker run --env-file` reads: a line is a line, and everything after the first `=` is the value, quotes,
// comments and trailing blanks included. One bad line makes it refuse the whole file.

/** Longest line in bytes, its end not counted, that docker's line scanner takes. */
export const DOCKER_LINE_BYTES_MAX = 65_535
/** Go's idea of white space, which docker strips from the beginning of a line. */
const LEADING_SPACE = /^[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/

/** What a container gets from this text through `--env-file`, when the client's own environment is empty. */
export function readDocker(text: string): Reading {
  const values = new Map<string, string>()
  const faults: DialectFault[] = []
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    const unreadable = unreadableReason(line)
    if (unreadable) return refuse(index + 1, unreadable)
    const content = line.replace(/\r$/, "").replace(LEADING_SPACE, "")
    if (content === "" || content.startsWith("#")) continue
    const equals = content.indexOf("=")
    const key = equals < 0 ? content : content.slice(0, equals)
    if (key === "") return refuse(index + 1, "a line has no name before its `=`")
    if (/[ \t]/.test(key)) return refuse(index + 1, "a name holds a blank")
    if (equals >= 0) values.set(key, content.slice(equals + 1))
    else faults.push(fromEnvironment(index + 1))
  }
  return { values, faults }
}

function unreadableReason(line: string): string | undefined {
  if (byteLength(line) > DOCKER_LINE_BYTES_MAX) return "a line is too long"
  if (/\p{Surrogate}/u.test(line)) return "it is not valid UTF-8"
  return undefined
}

function byteLength(line: string): number {
  return new TextEncoder().encode(line).length
}

function refuse(line: number, reason: string): Reading {
  const fault = {
    line,
    code: "file-refused",
    message: `docker refuses the whole file: ${reason}.`,
    isFatal: true,
  } as const
  return { values: new Map(), faults: [fault] }
}

function fromEnvironment(line: number): DialectFault {
  const message = "docker takes a name without `=` from the environment of whoever runs it."
  return { line, code: "value-from-environment", message, isFatal: true }
}
