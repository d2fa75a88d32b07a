import assert from "node:assert/strict"
import { test } from "node:test"
import type { EnvDocumentView } from "@signalbox/domain/env/schema"
import { type Choice, choiceOf, keyConflicts, mergeOnTop } from "./three-way.ts"

const MASK = "••••••••••••"

function document(text: string, revision: number, changed: Record<string, number> = {}): EnvDocumentView {
  const blame = Object.fromEntries(
    Object.entries(changed).map(([key, number]) => [key, { revision: number, authorName: "Bo", at: "" }]),
  )
  return { serverId: null, revision, text, note: "", authorName: "Bo", createdAt: null, blame }
}

const ancestor = document("# top\nA=1\nB=1\nC=1\n", 3)
const theirs = document("# top\nA=2\nB=2\nC=1\nT=1\n", 4, { A: 4, B: 4, T: 4 })
const mine = "# top\nA=1\nB=9\nC=9\n\n# mine\nM=1\n"
const documents = { ancestor, theirs, mine }

test("only what both changed, and differently, waits for a decision", () => {
  const found = keyConflicts(documents)
  assert.deepEqual(
    found.map((one) => [one.key, choiceOf(one)]),
    [
      ["A", "theirs"],
      ["B", undefined],
      ["C", "mine"],
      ["M", "mine"],
      ["T", "theirs"],
    ],
  )
})

test("both changed to the same is no conflict", () => {
  const found = keyConflicts({ ancestor, theirs, mine: "# top\nA=1\nB=2\nC=1\n" })
  assert.equal(found.find((one) => one.key === "B")?.isConflict, false)
})

test("a secret that both overtyped is a conflict, though the ancestor and theirs look alike", () => {
  const found = keyConflicts({
    ancestor: document(`TOKEN=${MASK}\n`, 3, { TOKEN: 1 }),
    theirs: document(`TOKEN=${MASK}\n`, 4, { TOKEN: 4 }),
    mine: "TOKEN=typed\n",
  })
  assert.deepEqual(
    found.map((one) => one.isConflict),
    [true],
  )
})

test("saving on top keeps theirs, takes the chosen keys of mine, and brings a new key with its comment", () => {
  const choices = new Map<string, Choice>([
    ["A", "theirs"],
    ["B", "mine"],
    ["C", "mine"],
    ["M", "mine"],
    ["T", "theirs"],
  ])
  assert.equal(mergeOnTop(documents, choices), "# top\nA=2\nB=9\nC=9\nT=1\n\n# mine\nM=1\n")
})

test("a key that this draft removed stays removed when mine is kept, and stays when theirs is", () => {
  const without = { ancestor, theirs, mine: "# top\nA=1\nC=1\n" }
  assert.equal(mergeOnTop(without, new Map([["B", "mine"]])), "# top\nA=2\nC=1\nT=1\n")
  assert.equal(mergeOnTop(without, new Map([["B", "theirs"]])), theirs.text)
})
