import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { LINE_CHARS_MAX } from "@signalbox/protocol/limits"
import { PROGRAM_ENVIRONMENT, run } from "../run.ts"
import { type JournalQuery, literalUnit, type SupervisorLine } from "./supervisor.ts"

/** A position in the journal as journalctl writes it; nothing else reaches its arguments. */
const CURSOR = /^s=[0-9a-f]+(;[a-z]=[0-9a-f]+)+$/

const FIELDS = [
  "__REALTIME_TIMESTAMP",
  "MESSAGE",
  "PRIORITY",
  "SYSLOG_IDENTIFIER",
  "_COMM",
  "_SYSTEMD_UNIT",
  "UNIT",
  "OBJECT_SYSTEMD_UNIT",
  "_SYSTEMD_INVOCATION_ID",
  "INVOCATION_ID",
].join(",")

/** "" when the journal is empty: then everything is after it. */
export async function journalEnd(): Promise<string> {
  const args = ["--no-pager", "--quiet", "--lines=1", "--output=json", "--output-fields=MESSAGE"]
  const answer = await run("journalctl", args, { timeoutMs: 10_000 })
  const line = answer.stdout.split("\n").find((text) => text.startsWith("{"))
  if (!line) return ""
  const cursor = (JSON.parse(line) as Record<string, unknown>)["__CURSOR"]
  return typeof cursor === "string" && CURSOR.test(cursor) ? cursor : ""
}

export type JournalRead = JournalQuery & {
  /** Lines after it; "" reads from the beginning. */
  after: string
  /** Only of this run. */
  invocationId?: string
}

const READ_MS_MAX = 15_000

/** Reads what journald has taken until now: a line that a program wrote before this call is in it. */
export async function readJournalLines(read: JournalRead): Promise<SupervisorLine[]> {
  if (read.units.length === 0) return []
  if (read.after !== "" && !CURSOR.test(read.after)) throw new Error("not a journal cursor")
  await run("journalctl", ["--sync"], { timeoutMs: 3_000 })
  const args = ["--no-pager", "--quiet", "--output=json", `--output-fields=${FIELDS}`]
  if (read.after) args.push(`--after-cursor=${read.after}`)
  for (const unit of read.units) args.push(`--unit=${literalUnit(unit)}`)
  return readLines(args, read)
}

function readLines(args: string[], read: JournalRead): Promise<SupervisorLine[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("journalctl", args, { env: PROGRAM_ENVIRONMENT, stdio: ["ignore", "pipe", "ignore"] })
    const end = () => child.kill("SIGKILL")
    // What was read by then would pass for all there is.
    const timer = setTimeout(() => {
      reject(new Error("the journal could not be read in time"))
      end()
    }, READ_MS_MAX)
    read.signal?.addEventListener("abort", end, { once: true })
    const finish = (lines: SupervisorLine[]) => {
      clearTimeout(timer)
      read.signal?.removeEventListener("abort", end)
      resolve(lines)
    }
    child.once("error", () => finish([]))
    void collectLines(child.stdout, read, end).then(finish)
  })
}

/** Takes journalctl's JSON line by line, and calls `onEnough` at the limit: a unit that writes without end costs no memory. */
export function collectLines(
  stream: Readable,
  { invocationId, linesMax, keep = () => true }: Pick<JournalRead, "invocationId" | "linesMax" | "keep">,
  onEnough: () => void,
): Promise<SupervisorLine[]> {
  const lines: SupervisorLine[] = []
  let count = 0
  const reader = createInterface({ input: stream })
  reader.on("line", (text) => {
    if (count >= linesMax) return
    const line = parseJournalLine(text)
    if (!line || (invocationId !== undefined && line.invocationId !== invocationId)) return
    count += 1
    if (keep(line)) lines.push(line)
    if (count >= linesMax) onEnough()
  })
  // The reader closes after the last line, whatever order the process's own events come in.
  return new Promise((resolve) => reader.once("close", () => resolve(lines)))
}

/** undefined for what is no entry. */
export function parseJournalLine(text: string): SupervisorLine | undefined {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
  const first = (...keys: string[]) => keys.map((key) => entry[key]).find((value) => typeof value === "string") ?? ""
  // What systemd itself says of a unit names it in UNIT; what the unit's program says comes with _SYSTEMD_UNIT.
  const unit = first("UNIT", "OBJECT_SYSTEMD_UNIT", "_SYSTEMD_UNIT")
  return {
    at: Math.round(Number(entry["__REALTIME_TIMESTAMP"] ?? 0) / 1000),
    unit: String(unit).slice(0, 128),
    identifier: String(first("SYSLOG_IDENTIFIER", "_COMM")).slice(0, 128),
    priority: priorityOf(entry["PRIORITY"]),
    text: messageOf(entry["MESSAGE"]).slice(0, LINE_CHARS_MAX),
    invocationId: String(first("INVOCATION_ID", "_SYSTEMD_INVOCATION_ID")),
  }
}

function priorityOf(value: unknown): number {
  const priority = Number(value ?? 6)
  return Number.isInteger(priority) && priority >= 0 && priority <= 7 ? priority : 6
}

/** Text, or a list of bytes when it is not UTF-8 or holds control characters, or null when it is too large to show. */
function messageOf(value: unknown): string {
  if (typeof value === "string") return value
  if (Array.isArray(value)) return Buffer.from(value.filter((byte) => typeof byte === "number")).toString("utf8")
  return ""
}
