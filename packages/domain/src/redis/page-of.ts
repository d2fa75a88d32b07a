import { createHash } from "node:crypto"
import { z } from "zod"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page, PageInput } from "../paging.ts"

/** Keys may be longer than a cursor: it holds the hash of the last one, and how many came up to it, should it be gone meanwhile. */
const Position = z.tuple([z.string(), z.number().int().min(0)])

/**
 * A page of what was put together here and has no order in the database: each item by a key of its own, ascending.
 * @throws Problem `invalid-input` for a cursor that this list did not give
 */
export function pageOf<Item>(items: readonly Item[], keyOf: (item: Item) => string, input: PageInput): Page<Item> {
  const keyed = items.map((item) => ({ item, key: keyOf(item) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  const from = startOf(
    keyed.map(({ key }) => key),
    decodeCursor(input.cursor, Position),
  )
  const end = from + input.limit
  const last = end < keyed.length ? keyed[end - 1] : undefined
  return {
    items: keyed.slice(from, end).map(({ item }) => item),
    total: keyed.length,
    ...(last && { nextCursor: encodeCursor([hashOf(last.key), end]) }),
  }
}

function startOf(keys: readonly string[], position: z.infer<typeof Position> | undefined): number {
  if (!position) return 0
  const last = keys.findIndex((key) => hashOf(key) === position[0])
  return last === -1 ? position[1] : last + 1
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url")
}
