import type { ChangeFinished } from "@signalbox/protocol/change"
import type { JournalLine } from "@signalbox/protocol/check"
import { EVIDENCE_LINES_MAX } from "@signalbox/protocol/limits"
import type { Supervisor, SupervisorLine } from "../host/units/supervisor.ts"
import { maskLine } from "./mask-line.ts"

/** Read before the lines are chosen: more than this since a restart is a flood. */
const LINES_READ = 4_000
/** Of the lines that are kept, those after the failure. */
const LINES_AFTER = 12
/** A result of this size fits into one message with room to spare, and into the journal's reserve. */
const RESULT_BYTES_MAX = 64 * 1024

export type EvidenceSource = {
  supervisor: Pick<Supervisor, "journalSince">
  cursor: string
  units: readonly string[]
  /** Values that must not leave the server. */
  secrets: readonly string[]
}

/** The lines around what went wrong; none rather than an error, for evidence must not stand in the way of an undo. */
export async function gatherEvidence({ supervisor, cursor, units, secrets }: EvidenceSource): Promise<JournalLine[]> {
  try {
    const lines = await supervisor.journalSince(cursor, { units, linesMax: LINES_READ })
    return aroundFailure(lines, EVIDENCE_LINES_MAX).map((line) => publicLine(line, secrets))
  } catch {
    return []
  }
}

/** At most `count` lines in order, those before and right after the first sign of failure; else the first ones. */
export function aroundFailure(lines: readonly SupervisorLine[], count: number): SupervisorLine[] {
  if (lines.length <= count) return [...lines]
  const failure = lines.findIndex(isFailure)
  const end = failure < 0 ? count : Math.min(lines.length, Math.max(count, failure + 1 + LINES_AFTER))
  return lines.slice(end - count, end)
}

/** The supervisor's own word that a unit went down, or a program's that it cannot go on. */
function isFailure(line: SupervisorLine): boolean {
  return line.identifier === "systemd" ? line.priority <= 4 : line.priority <= 2
}

function publicLine({ invocationId: _, ...line }: SupervisorLine, secrets: readonly string[]): JournalLine {
  return { ...line, text: maskLine(line.text, secrets) }
}

/** Shortens lines, then drops the oldest, until the result may be recorded and sent. */
export function fitResult(result: ChangeFinished): ChangeFinished {
  let fitted = result
  for (const chars of [2_000, 500, 200]) {
    fitted = { ...fitted, journal: fitted.journal.map((line) => ({ ...line, text: line.text.slice(0, chars) })) }
    if (sizeOf(fitted) <= RESULT_BYTES_MAX) return fitted
  }
  while (fitted.journal.length > 0 && sizeOf(fitted) > RESULT_BYTES_MAX) {
    fitted = { ...fitted, journal: fitted.journal.slice(1) }
  }
  return fitted
}

function sizeOf(result: ChangeFinished): number {
  return Buffer.byteLength(JSON.stringify(result))
}
