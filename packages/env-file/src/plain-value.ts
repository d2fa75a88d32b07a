import type { PairLine } from "./parse.ts"
import { rawValue } from "./parse.ts"

/**
 * The value that a person means by a line: what stands between the quotes, without guessing at escapes. For showing
 * and comparing where no reader is declared; what a certain reader makes of it is asked of its dialect.
 */
export function plainValue(pair: PairLine): string {
  const raw = rawValue(pair)
  if (pair.quote === "none" || pair.quote === "mixed") return raw
  return raw.slice(1, -1)
}

/** Each key's plain value; of a key that stands twice the last counts, as it does for every reader. */
export function plainValues(pairs: PairLine[]): Map<string, string> {
  return new Map(pairs.map((pair) => [pair.key, plainValue(pair)]))
}
