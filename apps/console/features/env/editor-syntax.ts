// Keys, values and comments in their colours; secrets as dots, those being typed too once the cursor leaves them.
import type { Extension, Range } from "@codemirror/state"
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from "@codemirror/view"
import { type EnvLine, type PairLine, parseEnvText } from "@signalbox/env-file/parse"
import { isSecretKey } from "@signalbox/env-file/secret-keys"

const DOTS = "••••••••••••"
const MASK = /•{4,}/g

class DotsWidget extends WidgetType {
  override eq() {
    return true
  }

  toDOM() {
    const dots = document.createElement("span")
    dots.className = "cm-mask"
    dots.textContent = DOTS
    dots.title = "What you typed is hidden while the cursor is elsewhere."
    return dots
  }
}

const KEY = Decoration.mark({ class: "cm-key" })
const VALUE = Decoration.mark({ class: "cm-value" })
const COMMENT = Decoration.mark({ class: "cm-comment" })
const MASKED = Decoration.mark({ class: "cm-mask" })
const HIDDEN = Decoration.replace({ widget: new DotsWidget() })

export function editorSyntax(secretKeys: readonly string[]): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet

      constructor(view: EditorView) {
        this.decorations = decorate(view, secretKeys)
      }

      update(update: ViewUpdate) {
        if (update.docChanged || update.selectionSet || update.focusChanged)
          this.decorations = decorate(update.view, secretKeys)
      }
    },
    { decorations: (plugin) => plugin.decorations },
  )
}

function decorate(view: EditorView, secretKeys: readonly string[]): DecorationSet {
  const ranges: Range<Decoration>[] = []
  let from = 0
  // Offsets are those of the editor, which ends every line with one character.
  for (const line of parseEnvText(view.state.doc.toString()).lines) {
    if (line.kind === "pair") ranges.push(...pairRanges(view, { line, from, secretKeys }))
    else if (line.kind === "comment") ranges.push(COMMENT.range(from, from + line.raw.length))
    for (const mask of line.raw.matchAll(MASK))
      ranges.push(MASKED.range(from + mask.index, from + mask.index + mask[0].length))
    from += line.raw.length + line.end.length
  }
  return Decoration.set(ranges, true)
}

type Placed<Line extends EnvLine> = { line: Line; from: number; secretKeys: readonly string[] }

function* pairRanges(view: EditorView, { line, from, secretKeys }: Placed<PairLine>): Generator<Range<Decoration>> {
  const keyAt = from + line.raw.indexOf(line.key)
  yield KEY.range(keyAt, keyAt + line.key.length)
  const { start, end } = line.value
  if (start === end) return
  const isTyped = isSecretKey(line.key, secretKeys) && !line.raw.includes("••••")
  if (isTyped && !isEditing(view, from, from + line.raw.length)) {
    let at = from + start
    for (const part of line.raw.slice(start, end).split("\n")) {
      if (part) yield HIDDEN.range(at, at + part.length)
      at += part.length + 1
    }
    return
  }
  yield VALUE.range(from + start, from + end)
  if (line.comment) yield COMMENT.range(from + line.comment.start, from + line.comment.end)
}

/** The cursor, or any part of the selection, is in these lines of the editor that has the focus. */
function isEditing(view: EditorView, from: number, to: number): boolean {
  return view.hasFocus && view.state.selection.ranges.some((range) => range.from <= to && range.to >= from)
}
