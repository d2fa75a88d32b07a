import type { EnvLine, EnvText, LineEnd, PairLine } from "./parse.ts"
import { pairsOf, parseEnvText, renderEnvText } from "./parse.ts"

/**
 * The text that a server gets: the shared base with this server's overrides laid over it. A key of both keeps its
 * place in the base and takes the override's whole line (its quotes, `export` and comment are part of what readers
 * see); a key of the overrides alone is appended, in the overrides' order, with the comments right above it.
 * Without a base the overrides are the text, to the last blank and comment.
 * Deterministic, and merging the result with the same overrides again changes nothing. Promised for texts that
 * `validateEnvText` allows: an open quote may close in the other text.
 */
export function mergeEnv(base: string, overrides: string): string {
  if (base === "") return overrides
  const into = parseEnvText(base)
  const from = parseEnvText(overrides)
  const eol = into.eol
  const wanted = lastPairs(from)
  const present = lastPairs(into)

  const lines: EnvLine[] = into.lines.map((line) => {
    if (line.kind !== "pair" || present.get(line.key) !== line) return line
    const override = wanted.get(line.key)
    return override ? { ...override, raw: withLineEnds(override.raw, eol), end: line.end } : line
  })
  const added = [...wanted.values()].filter((pair) => !present.has(pair.key))
  for (const pair of added) append(lines, blockOf(from, pair), eol)
  const last = lines.at(-1)
  if (last && added.length > 0) {
    lines[lines.length - 1] = { ...last, end: into.hasFinalNewline ? eol : "" }
  }
  return renderEnvText({ lines })
}

/** Of a key that stands twice the last counts, as for every reader; in the order of those last places. */
function lastPairs(text: EnvText): Map<string, PairLine> {
  const last = new Map<string, PairLine>()
  for (const pair of pairsOf(text)) {
    last.delete(pair.key)
    last.set(pair.key, pair)
  }
  return last
}

/** A pair with the comment lines right above it and, when one sets them apart, a blank line above those. */
function blockOf(text: EnvText, pair: PairLine): EnvLine[] {
  const at = text.lines.indexOf(pair)
  let from = at
  while (text.lines[from - 1]?.kind === "comment") from--
  const above = text.lines[from - 1]
  return above?.kind === "blank"
    ? [{ ...above, raw: "" }, ...text.lines.slice(from, at + 1)]
    : text.lines.slice(from, at + 1)
}

function append(lines: EnvLine[], block: EnvLine[], eol: LineEnd): void {
  const last = lines.at(-1)
  if (last?.end === "") lines[lines.length - 1] = { ...last, end: eol }
  const isSetApart = !last || last.kind === "blank"
  for (const line of block) {
    if (line.kind === "blank" && isSetApart) continue
    lines.push({ ...line, raw: withLineEnds(line.raw, eol), end: eol })
  }
}

/** A value that spans lines must end them as the rest of the file does, or the file would have mixed ends. */
function withLineEnds(raw: string, eol: LineEnd): string {
  return raw.replace(/\r\n|\n|\r/g, eol)
}
