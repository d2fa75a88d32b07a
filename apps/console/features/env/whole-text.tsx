"use client"
import { MergeView } from "@codemirror/merge"
import { EditorState } from "@codemirror/state"
import { EditorView } from "@codemirror/view"
import { Checkbox } from "@mantine/core"
import type { EnvDocumentView } from "@signalbox/domain/env/schema"
import { useEffect, useRef } from "react"
import { useNonce } from "../../design/nonce.ts"
import { editorSyntax } from "./editor-syntax.ts"
import { editorTheme } from "./editor-theme.ts"
import classes from "./env.module.css"

type WholeTextProps = {
  ancestor: EnvDocumentView
  theirs: EnvDocumentView
  mine: string
  isKept: boolean
  keep: (isKept: boolean) => void
}

/** Theirs beside yours, line by line, and the choice to keep your text as it is. */
export function WholeText({ ancestor, theirs, mine, isKept, keep }: WholeTextProps) {
  const place = useRef<HTMLDivElement>(null)
  const nonce = useNonce()
  useEffect(() => {
    if (!place.current) return
    const side = (label: string) => [
      nonce ? EditorView.cspNonce.of(nonce) : [],
      editorTheme,
      editorSyntax([]),
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" }),
    ]
    const view = new MergeView({
      parent: place.current,
      a: { doc: theirs.text, extensions: side("Their text") },
      b: { doc: mine, extensions: side("Your text") },
      collapseUnchanged: { margin: 2 },
    })
    return () => view.destroy()
  }, [theirs.text, mine, nonce])
  return (
    <>
      <div className={classes["wholeHead"]} aria-hidden="true">
        <span>Theirs, r{theirs.revision}</span>
        <span>Yours, from r{ancestor.revision}</span>
      </div>
      <div ref={place} className={classes["whole"]} />
      <Checkbox
        label="Keep my whole text, with its comments and order. What they changed is undone."
        checked={isKept}
        onChange={(event) => keep(event.currentTarget.checked)}
      />
    </>
  )
}
