// A mask is one thing: it is overtyped or deleted as a whole, since a half of it would stand for nothing.
import { EditorState, type Extension, type TransactionSpec } from "@codemirror/state"

const MASK = /•{4,}/g

export const wholeMasks: Extension = EditorState.transactionFilter.of((transaction) => {
  const isInput = transaction.isUserEvent("input")
  if (!transaction.docChanged || !(isInput || transaction.isUserEvent("delete"))) return transaction
  const changes: { from: number; to: number; insert: string }[] = []
  transaction.changes.iterChanges((...[from, to, , , inserted]) => {
    changes.push({ from, to, insert: inserted.toString() })
  })
  const [change] = changes
  if (!change || changes.length > 1 || change.insert.includes("\n")) return transaction
  const mask = maskAt(transaction.startState, change)
  if (!mask) return transaction
  const from = Math.min(mask.from, change.from)
  const to = Math.max(mask.to, change.to)
  if (from === change.from && to === change.to) return transaction
  const spec: TransactionSpec = {
    changes: { from, to, insert: change.insert },
    selection: { anchor: from + change.insert.length },
    scrollIntoView: true,
    userEvent: isInput ? "input.type" : "delete",
  }
  return spec
})

type Range = { from: number; to: number }

/** The mask that the change touches: for typing its edges count, for deleting only its inside. */
function maskAt(state: EditorState, change: Range & { insert: string }): Range | undefined {
  const first = state.doc.lineAt(change.from)
  if (change.to > first.to) return undefined
  for (const match of first.text.matchAll(MASK)) {
    const from = first.from + match.index
    const to = from + match[0].length
    const isTouched =
      change.from === change.to ? from <= change.from && change.to <= to : change.from < to && from < change.to
    if (isTouched) return { from, to }
  }
  return undefined
}
