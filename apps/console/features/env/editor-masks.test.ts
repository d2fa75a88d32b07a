import assert from "node:assert/strict"
import { test } from "node:test"
import { EditorState } from "@codemirror/state"
import { wholeMasks } from "./editor-masks.ts"

const MASK = "••••••••••••"

function edit(doc: string, changes: { from: number; to?: number; insert?: string }, userEvent: string): string {
  const state = EditorState.create({ doc, extensions: [wholeMasks] })
  return state.update({ changes, userEvent }).state.doc.toString()
}

test("typing at a mask's edge or inside takes its place", () => {
  const doc = `TOKEN=${MASK}\nA=1`
  for (const from of [6, 10, 18]) assert.equal(edit(doc, { from, insert: "x" }, "input.type"), "TOKEN=x\nA=1")
})

test("deleting one dot deletes the mask", () => {
  assert.equal(edit(`TOKEN=${MASK}`, { from: 17, to: 18 }, "delete.backward"), "TOKEN=")
})

test("the password of a URL is overtyped alone", () => {
  assert.equal(edit("URL=redis://:••••@h/0", { from: 15, insert: "s" }, "input.type"), "URL=redis://:s@h/0")
})

test("a new line after a mask leaves it as it is, and so does typing elsewhere", () => {
  assert.equal(edit(`TOKEN=${MASK}`, { from: 18, insert: "\n" }, "input.type"), `TOKEN=${MASK}\n`)
  assert.equal(edit(`TOKEN=${MASK}\nA=1`, { from: 22, insert: "2" }, "input.type"), `TOKEN=${MASK}\nA=12`)
})
