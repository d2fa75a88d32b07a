import { constants } from "node:fs"
import { LINE_CHARS_MAX } from "@signalbox/protocol/limits"
import { realFileSystem as fs } from "../file-system.ts"
import type { SupervisorLine } from "./supervisor.ts"

const LINES_KEPT = 2_000
/** The file holds more than is kept, so that it is rewritten once in a while and not at each line. */
const LINES_IN_FILE = 3 * LINES_KEPT

type Numbered = SupervisorLine & { number: number }

export type PlaygroundJournal = {
  add(line: Omit<SupervisorLine, "at">): void
  /** The number of the newest line. */
  cursor(): string
  since(cursor: string, keep: (line: SupervisorLine) => boolean): SupervisorLine[]
}

/** The playground's journal: the newest lines, in a file of bounded size, each with a number that never comes again. */
export function openPlaygroundJournal(path: string): PlaygroundJournal {
  let lines = readLines(path)
  let inFile = lines.length
  let next = (lines.at(-1)?.number ?? 0) + 1
  return {
    add(line) {
      const entry = { ...line, at: Date.now(), text: line.text.slice(0, LINE_CHARS_MAX), number: next++ }
      lines.push(entry)
      if (++inFile > LINES_IN_FILE) {
        lines = lines.slice(-LINES_KEPT)
        inFile = lines.length
        write(path, lines, constants.O_TRUNC)
      } else write(path, [entry], constants.O_APPEND)
    },
    cursor: () => String(next - 1),
    since: (cursor, keep) =>
      lines.filter((line) => line.number > Number(cursor) && keep(line)).map(({ number: _, ...line }) => line),
  }
}

/** What cannot be read is gone: this is a playground's output, not a record. */
function readLines(path: string): Numbered[] {
  try {
    const text = fs.readFileSync(path, "utf8")
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Numbered)
      .slice(-LINES_KEPT)
  } catch {
    return []
  }
}

function write(path: string, entries: Numbered[], how: number): void {
  const fd = fs.openSync(path, constants.O_WRONLY | constants.O_CREAT | how, 0o600)
  try {
    fs.writeSync(fd, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""))
  } finally {
    fs.closeSync(fd)
  }
}
