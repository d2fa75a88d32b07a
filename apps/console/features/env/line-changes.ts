// Which lines of a text the draft added or changed, and which it took away.
import { Chunk } from "@codemirror/merge"
import { Text } from "@codemirror/state"
import { type EnvLine, pairsOf, parseEnvText } from "@signalbox/env-file/parse"

export type RemovedKey = { key: string; afterLine: number }
export type LineChanges = {
  /** 1-based numbers of lines that are new or changed. */
  drafted: ReadonlySet<number>
  /** Keys that the draft no longer has, and the line below which they stood. */
  removed: RemovedKey[]
  /** Lines that differ, either way. */
  count: number
}

const NONE: LineChanges = { drafted: new Set(), removed: [], count: 0 }

/** Compares line by line, as a person would: a changed line counts once. */
export function lineChanges(before: string, after: string): LineChanges {
  if (before === after) return NONE
  const [old, now] = [textFrom(before), textFrom(after)]
  const kept = new Set(pairsOf(parseEnvText(after)).map((pair) => pair.key))
  const gone = parseEnvText(before).lines.filter((line) => line.kind === "pair" && !kept.has(line.key))
  const drafted = new Set<number>()
  const removed: RemovedKey[] = []
  let count = 0
  for (const chunk of Chunk.build(old, now)) {
    const { lost, rows, above } = withoutEqualEnds(
      { text: old, lines: chunk.fromA === chunk.toA ? [] : linesIn(old, chunk.fromA, chunk.endA) },
      { text: now, lines: chunk.fromB === chunk.toB ? [] : linesIn(now, chunk.fromB, chunk.endB) },
    )
    for (const row of rows) drafted.add(row)
    count += Math.max(rows.length, lost.length)
    const afterLine = rows.at(-1) ?? above ?? lineBefore(now, chunk.fromB)
    removed.push(
      ...gone.filter((line) => lost.includes(line.lineNumber)).map((line) => ({ key: keyOf(line), afterLine })),
    )
  }
  return { drafted, removed, count }
}

/** The lines that an editor would show: a line end at the very end opens no line of its own here. */
function textFrom(text: string): Text {
  return Text.of(text.replace(/(\r\n|\n|\r)$/, "").split(/\r\n|\n|\r/))
}

function linesIn(text: Text, from: number, to: number): number[] {
  const first = text.lineAt(Math.min(from, text.length)).number
  const last = text.lineAt(Math.min(to, text.length)).number
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

type Side = { text: Text; lines: number[] }

/** What is appended after a line, or put before one, makes a chunk of that line too; it did not change. */
function withoutEqualEnds(before: Side, after: Side): { lost: number[]; rows: number[]; above: number | undefined } {
  const isEqual = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && before.text.line(a).text === after.text.line(b).text
  let [lost, rows] = [before.lines, after.lines]
  let above: number | undefined
  while (isEqual(lost[0], rows[0])) {
    above = rows[0]
    ;[lost, rows] = [lost.slice(1), rows.slice(1)]
  }
  while (isEqual(lost.at(-1), rows.at(-1))) [lost, rows] = [lost.slice(0, -1), rows.slice(0, -1)]
  return { lost, rows, above }
}

function lineBefore(text: Text, offset: number): number {
  return offset > text.length ? text.lines : text.lineAt(offset).number - 1
}

function keyOf(line: EnvLine): string {
  return line.kind === "pair" ? line.key : ""
}
