import assert from "node:assert/strict"
import { test } from "node:test"
import { lineChanges } from "./line-changes.ts"

const changes = (before: string, after: string) => {
  const { drafted, removed, count } = lineChanges(before, after)
  return { drafted: [...drafted], removed, count }
}

test("a changed line counts once and is marked where it stands", () => {
  assert.deepEqual(changes("A=1\nB=2\nC=3\n", "A=1\nB=9\nC=3\n"), { drafted: [2], removed: [], count: 1 })
})

test("added lines are marked, and lines that only moved down are not", () => {
  assert.deepEqual(changes("A=1\nB=2\n", "A=1\n# why\nN=1\nB=2\n"), { drafted: [2, 3], removed: [], count: 2 })
})

test("lines appended at the end do not mark the line above them", () => {
  assert.deepEqual(changes("A=1\nB=2\n", "A=1\nB=2\nC=3\n"), { drafted: [3], removed: [], count: 1 })
  assert.deepEqual(changes("A=1", "A=1\nC=3"), { drafted: [2], removed: [], count: 1 })
  assert.deepEqual(changes("A=1\n", "N=0\nA=1\n"), { drafted: [1], removed: [], count: 1 })
})

test("a key that was taken away is named, with the line below which it stood", () => {
  assert.deepEqual(changes("A=1\nB=2\nC=3\n", "A=1\nC=3\n"), {
    drafted: [],
    removed: [{ key: "B", afterLine: 1 }],
    count: 1,
  })
  assert.deepEqual(changes("A=1\nB=2\n", "A=1\n").removed, [{ key: "B", afterLine: 1 }])
  assert.deepEqual(changes("A=1\nB=2\n", "B=2\n").removed, [{ key: "A", afterLine: 0 }])
})

test("a key that stands elsewhere now is not called removed", () => {
  assert.deepEqual(changes("A=1\nB=2\n", "B=2\nA=1\n").removed, [])
})

test("the same text has no changes, and writing into an empty one marks all of it", () => {
  assert.deepEqual(changes("A=1\n", "A=1\n"), { drafted: [], removed: [], count: 0 })
  assert.deepEqual(changes("", "A=1\nB=2\n").drafted, [1, 2])
})
