import { mergeEnv } from "@signalbox/env-file/merge"
import { type PairLine, pairsOf, parseEnvText, rawValue, renderEnvText } from "@signalbox/env-file/parse"
import { effectiveText } from "./env-text.ts"

/**
 * The overrides that make a server's text say what its file says: every key of the file that the base and the present overrides do not
 * give it as it is there. Without a base they are the file itself. A key that only the base has cannot be taken away by overrides.
 */
export function foldOverrides(base: string, overrides: string, file: string): string {
  if (base === "") return file
  const effective = new Map(pairsOf(parseEnvText(effectiveText(base, overrides))).map((pair) => [pair.key, pair]))
  const differing = pairsOf(parseEnvText(file)).filter((pair) => !isEqual(pair, effective.get(pair.key)))
  if (differing.length === 0) return overrides
  const lines = differing.map((pair) => ({ ...pair, end: pair.end || ("\n" as const) }))
  const added = renderEnvText({ lines })
  return overrides === "" ? added : mergeEnv(overrides, added)
}

function isEqual(pair: PairLine, other: PairLine | undefined): boolean {
  return other !== undefined && rawValue(pair) === rawValue(other) && pair.hasExport === other.hasExport
}
