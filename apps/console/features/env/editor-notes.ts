// What the page has to say about the lines of an editor, and the decorations that say it.
import { type EditorState, type Line, type Range, StateEffect, StateField } from "@codemirror/state"
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view"
import { type Remark, RemarkWidget, RemovedWidget } from "./editor-widgets.ts"
import type { RemovedKey } from "./line-changes.ts"

/** Beside a line: "r12 mira 2 d", or "draft you". */
export type BlameNote = { what: string; who: string; age: string; title: string }

export type EditorNotes = {
  blame: ReadonlyMap<number, BlameNote>
  drafted: ReadonlySet<number>
  removed: (RemovedKey & { says: string })[]
  remarks: Remark[]
}

/** With more than this many doubtful lines, only the one with the cursor opens its remark. */
const OPEN_MAX = 3

const NO_NOTES: EditorNotes = { blame: new Map(), drafted: new Set(), removed: [], remarks: [] }

export const setNotes = StateEffect.define<EditorNotes>()

type Noted = { notes: EditorNotes; cursorLine: number; decorations: DecorationSet }

export const notesField = StateField.define<Noted>({
  create: (state) => ({ notes: NO_NOTES, cursorLine: lineOfCursor(state), decorations: Decoration.none }),
  update(noted, transaction) {
    const given = transaction.effects.find((effect) => effect.is(setNotes))
    const notes: EditorNotes = given ? given.value : noted.notes
    const cursorLine = lineOfCursor(transaction.state)
    // Until the page has looked at the new text, what was said moves along with it.
    if (!given && transaction.docChanged)
      return { notes, cursorLine, decorations: noted.decorations.map(transaction.changes) }
    if (!given && cursorLine === noted.cursorLine) return noted
    return { notes, cursorLine, decorations: decorate(transaction.state, notes, cursorLine) }
  },
  provide: (field) => EditorView.decorations.from(field, (noted) => noted.decorations),
})

export function blameAt(state: EditorState, offset: number): BlameNote | undefined {
  return state.field(notesField).notes.blame.get(state.doc.lineAt(offset).number)
}

function lineOfCursor(state: EditorState): number {
  return state.doc.lineAt(state.selection.main.head).number
}

function decorate(state: EditorState, notes: EditorNotes, cursorLine: number): DecorationSet {
  const { doc } = state
  const drafted = [...notes.drafted].filter((line) => line <= doc.lines)
  const isCrowded = notes.remarks.length > OPEN_MAX
  const ranges = [
    ...drafted.map((line) => DRAFTED.range(doc.line(line).from)),
    ...notes.remarks.flatMap((remark) =>
      remarkRanges(lineAt(state, remark.line), remark, !isCrowded || remark.line === cursorLine),
    ),
    ...notes.removed.map((gone) => removedRange(state, gone)),
  ]
  return Decoration.set(ranges, true)
}

const DRAFTED = Decoration.line({ class: "cm-drafted" })

function remarkRanges(line: Line, remark: Remark, isOpen: boolean): Range<Decoration>[] {
  const ranges = [Decoration.line({ class: `cm-remarked cm-remarked-${remark.tone}` }).range(line.from)]
  const start = line.from + (remark.span?.start ?? 0)
  const end = Math.min(line.to, line.from + (remark.span?.end ?? 0))
  if (start < end) ranges.push(Decoration.mark({ class: "cm-meant" }).range(start, end))
  if (isOpen || remark.tone === "danger")
    ranges.push(Decoration.widget({ widget: new RemarkWidget(remark), block: true, side: 1 }).range(line.to))
  return ranges
}

function removedRange(state: EditorState, { key, says, afterLine }: EditorNotes["removed"][number]): Range<Decoration> {
  const isTop = afterLine === 0
  const widget = new RemovedWidget(key, says)
  return Decoration.widget({ widget, block: true, side: isTop ? -1 : 2 }).range(isTop ? 0 : lineAt(state, afterLine).to)
}

/** A line that a remark names may be gone by now; then the nearest. */
function lineAt({ doc }: EditorState, number: number): Line {
  return doc.line(Math.min(Math.max(number, 1), doc.lines))
}
