// Gathers what there is to say about each line of one document.
import type { EnvDocumentView } from "@signalbox/domain/env/schema"
import { type PairLine, pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { exactUtc, span } from "../../design/words.ts"
import type { BlameNote, EditorNotes } from "./editor-notes.ts"
import type { Remark } from "./editor-widgets.ts"
import { type Fault, type Findings, shownReadings } from "./findings.ts"
import { lineChanges } from "./line-changes.ts"

type Question = {
  text: string
  /** What the text is compared with. */
  origin: EnvDocumentView
  findings: Findings
  /** What the server refused at the last save. */
  refused: readonly Fault[]
  secretKeys: readonly string[]
  /** Milliseconds since the epoch. */
  now: number
  /** Where a key that was taken away comes from now, if from anywhere. */
  removedSays: (key: string) => string
}

export function documentNotes(question: Question): EditorNotes {
  const { text, origin, now, removedSays } = question
  const { drafted, removed } = lineChanges(origin.text, text)
  const pairs = pairsOf(parseEnvText(text))
  const blame = new Map<number, BlameNote>()
  for (const { key, lineNumber } of pairs) {
    const last = origin.blame[key]
    if (last) blame.set(lineNumber, blameNote(last, now))
  }
  for (const line of drafted) blame.set(line, { what: "draft", who: "you", age: "", title: "Changed in this draft" })
  return {
    blame,
    drafted,
    removed: removed.map((gone) => ({ ...gone, says: removedSays(gone.key) })),
    remarks: remarksOf(question, pairs),
  }
}

function blameNote({ revision, authorName, at }: EnvDocumentView["blame"][string], now: number): BlameNote {
  const who = firstName(authorName)
  return {
    what: `r${revision}`,
    who,
    age: now > 0 ? span(now - new Date(at).getTime()) : "",
    title: `Last changed in revision ${revision} by ${authorName}, ${exactUtc(at)}`,
  }
}

/** "Ana Kovač" is "ana" in a gutter. */
function firstName(name: string): string {
  return (name.trim().split(/[\s@]/)[0] ?? "").toLowerCase()
}

function remarksOf({ findings, refused, secretKeys }: Question, pairs: PairLine[]): Remark[] {
  const found = [...findings.faults]
  // The server repeats what was seen here already.
  for (const fault of refused) if (!found.some(({ line }) => line === fault.line)) found.push(fault)
  const faults = found.map(({ line, message }): Remark => ({ line, tone: "danger", title: message, ...BARE }))
  const disagreements = findings.disagreements.map((disagreement): Remark => {
    const { line, readings, fixes, reason } = disagreement
    const pair = pairs.find(({ lineNumber }) => lineNumber === line)
    return {
      line,
      tone: "caution",
      title: line > 0 ? `Line ${line} reads differently in ${numberWord(readings.length)} programs` : reason,
      readings: shownReadings(disagreement, secretKeys),
      fixes,
      span: pair && (pair.comment ? { start: pair.value.end, end: pair.comment.end } : pair.value),
    }
  })
  return [...faults, ...disagreements]
}

const BARE = { readings: [], fixes: [], span: undefined }

function numberWord(number: number): string {
  return ["no", "one", "two", "three", "four"][number] ?? String(number)
}
