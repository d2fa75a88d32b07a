"use client"
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands"
import { EditorState, type Extension, Transaction } from "@codemirror/state"
import { drawSelection, EditorView, highlightActiveLine, keymap, placeholder } from "@codemirror/view"
import { applyFix, type Fix } from "@signalbox/env-file/disagreements"
import { parseEnvText } from "@signalbox/env-file/parse"
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react"
import { useNonce } from "../../design/nonce.ts"
import { editorGutters } from "./editor-gutters.ts"
import { wholeMasks } from "./editor-masks.ts"
import { type EditorNotes, notesField, setNotes } from "./editor-notes.ts"
import { editorSyntax } from "./editor-syntax.ts"
import { editorTheme } from "./editor-theme.ts"
import { fixWith } from "./editor-widgets.ts"
import classes from "./env.module.css"
import { createHeldText, type HeldText } from "./held-text.ts"
import { smallestChange } from "./smallest-change.ts"

export type EditorHandle = { goTo: (line: number) => void }

type EnvEditorProps = {
  /** What a screen reader and a test call it. */
  label: string
  text: string
  onChange: (text: string) => void
  notes: EditorNotes
  secretKeys: readonly string[]
  isReadOnly: boolean
  hasBlame: boolean
  hint: string
  handle?: RefObject<EditorHandle | null>
}

/** One env text, with what the page knows of its lines beside and between them. */
export function EnvEditor(props: EnvEditorProps) {
  const { text, notes, handle } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const latest = useRef(props)
  const held = useRef<HeldText>(null)
  const nonce = useNonce()
  latest.current = props

  // One editor for as long as the document is the same; its changing parts are sent to it below.
  const { label, isReadOnly, hasBlame, hint } = props
  const secretKeys = props.secretKeys.join(" ")
  useEffect(() => {
    if (!place.current) return
    const report = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return
      const written = textIn(update.view, latest.current.text)
      if (held.current?.wrote(written)) latest.current.onChange(written)
    })
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          nonce ? EditorView.cspNonce.of(nonce) : [],
          report,
          isReadOnly ? [] : fixWith.of((fix) => makeFix(view.current, latest.current.text, fix)),
          looks({ label, isReadOnly, hasBlame, hint, secretKeys: secretKeys.split(" ").filter(Boolean) }),
        ],
      }),
    })
    held.current = createHeldText(latest.current.text)
    made.dispatch({ effects: setNotes.of(latest.current.notes) })
    view.current = made
    return () => {
      view.current = null
      made.destroy()
    }
  }, [label, isReadOnly, hasBlame, hint, secretKeys, nonce])

  useEffect(() => {
    const made = view.current
    if (!made) return
    if (held.current?.holds(text)) {
      // Undo must not bring back what was typed before it was saved: it may be a secret.
      made.dispatch({ changes: changeTo(made, text), annotations: Transaction.addToHistory.of(false) })
    }
    made.dispatch({ effects: setNotes.of(notes) })
  }, [text, notes])

  useImperativeHandle(handle, () => ({ goTo: (line) => goTo(view.current, line) }), [])
  return <div ref={place} className={classes["cm"]} />
}

type Looks = Pick<EnvEditorProps, "label" | "isReadOnly" | "hasBlame" | "hint" | "secretKeys">

function looks({ label, isReadOnly, hasBlame, hint, secretKeys }: Looks): Extension {
  return [
    notesField,
    editorGutters({ hasBlame }),
    editorSyntax(secretKeys),
    editorTheme,
    EditorView.lineWrapping,
    drawSelection(),
    highlightActiveLine(),
    history(),
    wholeMasks,
    placeholder(hint),
    keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({
      "aria-label": label,
      spellcheck: "false",
      autocorrect: "off",
      autocapitalize: "off",
      ...(isReadOnly && { "aria-readonly": "true" }),
    }),
  ]
}

/** The editor ends lines its own way; the file keeps the way it has. */
function textIn(view: EditorView, before: string): string {
  const { doc } = view.state
  return doc.sliceString(0, doc.length, parseEnvText(before).eol)
}

function changeTo(view: EditorView, text: string) {
  return smallestChange(view.state.doc.toString(), text.replace(/\r\n?/g, "\n"))
}

/** Made in the editor, so that it can be undone there. */
function makeFix(view: EditorView | null, before: string, fix: Fix) {
  if (!view) return
  const fixed = applyFix(textIn(view, before), fix)
  view.dispatch({ changes: changeTo(view, fixed), userEvent: "input.fix" })
  goTo(view, fix.line)
}

function goTo(view: EditorView | null, line: number) {
  if (!view) return
  const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines))
  view.dispatch({ selection: { anchor: at.to }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) })
  view.focus()
}
