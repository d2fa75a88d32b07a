import type { Dialect } from "./dialects.ts"
import { readEnv } from "./dialects.ts"
import { pairsOf, parseEnvText } from "./parse.ts"
import { plainValues } from "./plain-value.ts"

export interface KeyChange {
  key: string
  kind: "added" | "removed" | "changed" | "unchanged"
  /** Absent for an added key. A secret as it is: mask before showing. */
  before?: string
  /** Absent for a removed key. */
  after?: string
  /** Where the key stands: in `after`, or for a removed key in `before`. */
  line?: number
}

/**
 * What happens to each key: those of `after` in its order, then the removed ones in `before`'s. Values are compared
 * as `dialect` reads them, or without one as they stand between their quotes.
 */
export function diffEnv(before: string, after: string, dialect?: Dialect): KeyChange[] {
  const old = valuesOf(before, dialect)
  const now = valuesOf(after, dialect)
  const changes: KeyChange[] = []
  for (const [key, { value, line }] of now) {
    const was = old.get(key)
    if (!was) changes.push({ key, kind: "added", after: value, ...line })
    else
      changes.push({
        key,
        kind: was.value === value ? "unchanged" : "changed",
        before: was.value,
        after: value,
        ...line,
      })
  }
  for (const [key, { value, line }] of old) {
    if (!now.has(key)) changes.push({ key, kind: "removed", before: value, ...line })
  }
  return changes
}

/** True when the texts differ and yet no key does: only comments, order, blanks, quotes or line ends changed. */
export function isLayoutChangeOnly(before: string, after: string, dialect?: Dialect): boolean {
  return before !== after && diffEnv(before, after, dialect).every((change) => change.kind === "unchanged")
}

function valuesOf(text: string, dialect: Dialect | undefined): Map<string, { value: string; line: { line?: number } }> {
  const pairs = pairsOf(parseEnvText(text))
  const lines = new Map(pairs.map((pair) => [pair.key, { line: pair.lineNumber }]))
  const values = dialect ? readEnv(text, dialect).values : plainValues(pairs)
  return new Map([...values].map(([key, value]) => [key, { value, line: lines.get(key) ?? {} }]))
}
