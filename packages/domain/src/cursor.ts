// Cursors of lists: opaque to the caller, so that what a list is ordered by may change.
import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"

export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url")
}

/**
 * The position in a cursor that `encodeCursor` made; undefined without one.
 * @throws Problem `invalid-input` when it is not such a cursor
 */
export function decodeCursor<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.infer<Schema> | undefined {
  if (cursor === undefined) return undefined
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString())
    // What the database could not even compare with, as JSON spells it: a NUL, half of a surrogate pair.
    if (/\\u(?:0000|d[89a-f])/.test(JSON.stringify(position))) throw new TypeError("not storable")
    return schema.parse(position)
  } catch {
    throw new Problem("invalid-input", "The cursor is not one that this list gave.", { details: { cursor: "invalid" } })
  }
}
