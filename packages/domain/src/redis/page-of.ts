import { z } from "zod"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page, PageInput } from "../paging.ts"

/** A page of what was put together here and has no order in the database: each item by a key of its own, ascending. */
export function pageOf<Item>(items: readonly Item[], keyOf: (item: Item) => string, input: PageInput): Page<Item> {
  const after = decodeCursor(input.cursor, z.string())
  const keyed = items.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  const rest = after === undefined ? keyed : keyed.filter(({ key }) => key > after)
  const shown = rest.slice(0, input.limit)
  const last = rest.length > input.limit ? shown.at(-1) : undefined
  return {
    items: shown.map(({ item }) => item),
    total: keyed.length,
    ...(last && { nextCursor: encodeCursor(last.key) }),
  }
}
