import type { Dialect } from "./dialects.ts"
import { diffEnv } from "./diff.ts"

export interface NumberedText {
  /** The version's number; higher is later. */
  number: number
  text: string
}

/**
 * For each key of the latest version, the number of the version that gave it its present value: where it was added,
 * added again, or last changed. Changes of layout alone do not count. The versions may come in any order.
 */
export function blameKeys(versions: readonly NumberedText[], dialect?: Dialect): Map<string, number> {
  const blame = new Map<string, number>()
  let before = ""
  for (const { number, text } of versions.toSorted((a, b) => a.number - b.number)) {
    for (const { key, kind } of diffEnv(before, text, dialect)) {
      if (kind === "removed") blame.delete(key)
      else if (kind !== "unchanged") blame.set(key, number)
    }
    before = text
  }
  return blame
}
