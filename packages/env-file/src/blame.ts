import type { Dialect } from "./dialects.ts"
import { diffEnv } from "./diff.ts"

export interface NumberedText {
  /** The version's number; higher is later. */
  number: number
  text: string
}

/** Key → number of the version that gave it its present value. */
export type Blame = ReadonlyMap<string, number>

/**
 * For each key of the latest version, the number of the version that gave it its present value: where it was added,
 * added again, or last changed. Changes of layout alone do not count. The versions may come in any order.
 */
export function blameKeys(versions: readonly NumberedText[], dialect?: Dialect): Blame {
  let blame: Blame = new Map()
  let before = ""
  for (const version of versions.toSorted((a, b) => a.number - b.number)) {
    blame = nextBlame({ blame, text: before }, version, dialect)
    before = version.text
  }
  return blame
}

/** One step of it: what is known of a version, and the version that follows it. */
export function nextBlame(
  before: { blame: Blame; text: string },
  { number, text }: NumberedText,
  dialect?: Dialect,
): Blame {
  const blame = new Map(before.blame)
  for (const { key, kind } of diffEnv(before.text, text, dialect)) {
    if (kind === "removed") blame.delete(key)
    else if (kind !== "unchanged") blame.set(key, number)
  }
  return blame
}
