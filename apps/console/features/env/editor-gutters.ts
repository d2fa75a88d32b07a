// Beside each line: who last changed it and when, and its number.
import type { Extension } from "@codemirror/state"
import { type Range, RangeSet } from "@codemirror/state"
import { GutterMarker, gutter, gutterLineClass, lineNumbers, lineNumberWidgetMarker } from "@codemirror/view"
import { type BlameNote, blameAt, notesField } from "./editor-notes.ts"
import { RemovedWidget } from "./editor-widgets.ts"

class BlameMarker extends GutterMarker {
  readonly note: BlameNote

  constructor(note: BlameNote) {
    super()
    this.note = note
  }

  override eq(other: BlameMarker) {
    return JSON.stringify(other.note) === JSON.stringify(this.note)
  }

  override toDOM() {
    const { what, who, age, title } = this.note
    const cell = document.createElement("span")
    cell.title = title
    const bold = document.createElement("b")
    bold.textContent = what
    cell.append(bold, ` ${who}${age ? ` ${age}` : ""}`)
    return cell
  }
}

class ClassMarker extends GutterMarker {
  override elementClass: string

  constructor(name: string) {
    super()
    this.elementClass = name
  }
}

class TextMarker extends GutterMarker {
  override elementClass = "cm-removed-gutter"

  override toDOM() {
    return document.createTextNode("−")
  }
}

class GoneMarker extends BlameMarker {
  override elementClass = "cm-gone-gutter"
}

const DRAFTED = new ClassMarker("cm-drafted-gutter")
const REMARKED = { caution: new ClassMarker("cm-caution-gutter"), danger: new ClassMarker("cm-danger-gutter") }
const MINUS = new TextMarker()
const GONE = new GoneMarker({ what: "draft", who: "you", age: "", title: "Taken away in this draft" })
const WIDEST = new BlameMarker({ what: "r00", who: "", age: "", title: "" })

/** The two gutters; the blame may be left out where there is no room for it. */
export function editorGutters({ hasBlame }: { hasBlame: boolean }): Extension {
  return [
    hasBlame
      ? gutter({
          class: "cm-blame",
          lineMarker: (view, block) => {
            const note = blameAt(view.state, block.from)
            return note ? new BlameMarker(note) : null
          },
          widgetMarker: (_view, widget) => (widget instanceof RemovedWidget ? GONE : null),
          lineMarkerChange: ({ startState, state }) => startState.field(notesField) !== state.field(notesField),
          initialSpacer: () => WIDEST,
        })
      : [],
    lineNumbers(),
    lineNumberWidgetMarker.of((_view, widget) => (widget instanceof RemovedWidget ? MINUS : null)),
    gutterLineClass.compute([notesField], (state) => {
      const { notes } = state.field(notesField)
      const { doc } = state
      const ranges: Range<GutterMarker>[] = []
      for (const line of notes.drafted) if (line <= doc.lines) ranges.push(DRAFTED.range(doc.line(line).from))
      for (const { line, tone } of notes.remarks) {
        if (line <= doc.lines) ranges.push(REMARKED[tone].range(doc.line(Math.max(line, 1)).from))
      }
      return RangeSet.of(ranges, true)
    }),
  ]
}
