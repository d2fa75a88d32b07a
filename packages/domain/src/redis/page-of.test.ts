import assert from "node:assert/strict"
import { test } from "node:test"
import { PageInput } from "../paging.ts"
import { pageOf } from "./page-of.ts"

const page = (items: readonly string[], cursor?: string) =>
  pageOf(items, (item) => item, PageInput.parse({ limit: 2, cursor }))

test("a cursor stays short however long the keys are", () => {
  const long = ["a", "b", "c"].map((letter) => letter.repeat(900))
  const first = page(long)
  assert.deepEqual([first.items, first.total], [long.slice(0, 2), 3])
  const second = page(long, first.nextCursor)
  assert.deepEqual([second.items, second.nextCursor], [long.slice(2), undefined])
})

test("what comes or goes before the next page makes none show twice", () => {
  const { nextCursor } = page(["b", "c", "d"])
  assert.deepEqual(page(["a", "b", "c", "d"], nextCursor).items, ["d"])
  assert.deepEqual(page(["c", "d"], nextCursor).items, ["d"])
  assert.deepEqual(page(["b", "d", "e"], nextCursor).items, ["e"], "the last one is gone: by count")
  assert.throws(() => page(["b"], "eA"), { code: "invalid-input" })
})
