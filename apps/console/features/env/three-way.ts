// Two people edited the same document. Key by key: what both began from, what is saved now, and what this draft says.
import type { EnvDocumentView } from "@signalbox/domain/env/schema"
import { mergeEnv } from "@signalbox/env-file/merge"
import { type PairLine, pairsOf, parseEnvText, rawValue, renderEnvText } from "@signalbox/env-file/parse"

export type Choice = "theirs" | "mine"
export type KeyConflict = {
  key: string
  /** As written, masked; null where it is not set. */
  ancestor: string | null
  theirs: string | null
  mine: string | null
  /** Both changed it, and not to the same: somebody has to decide. */
  isConflict: boolean
}

type Documents = { ancestor: EnvDocumentView; theirs: EnvDocumentView; mine: string }

/** Keys that this draft changed or they did, in the order of the draft. */
export function keyConflicts({ ancestor, theirs, mine }: Documents): KeyConflict[] {
  const [old, now, own] = [ancestor.text, theirs.text, mine].map(written) as [Written, Written, Written]
  const keys = new Set([...own.keys(), ...now.keys(), ...old.keys()])
  return [...keys].flatMap((key) => {
    const [a, t, m] = [old, now, own].map((values) => values.get(key) ?? null) as [Value, Value, Value]
    // Dots look alike before and after; who changed what tells.
    const isTheirs = a !== t || (theirs.blame[key]?.revision ?? 0) > ancestor.revision
    const isMine = a !== m
    if (!isTheirs && !isMine) return []
    const isSame = t === m && !(m ?? "").includes("••••")
    return [{ key, ancestor: a, theirs: t, mine: m, isConflict: isTheirs && isMine && !isSame }]
  })
}

/** What is taken where nobody has to decide: each side's own changes. */
export function choiceOf({ ancestor, mine, isConflict }: KeyConflict): Choice | undefined {
  if (isConflict) return undefined
  return ancestor === mine ? "theirs" : "mine"
}

/** Their text with the chosen keys as this draft has them. Comments and order are theirs. */
export function mergeOnTop({ theirs, mine }: Documents, choices: ReadonlyMap<string, Choice>): string {
  const own = new Map(pairsOf(parseEnvText(mine)).map((pair) => [pair.key, pair]))
  const isMine = (key: string) => choices.get(key) === "mine"
  const env = parseEnvText(theirs.text)
  const kept = env.lines.filter((line) => line.kind !== "pair" || !isMine(line.key) || own.has(line.key))
  const wanted = pairsOf(parseEnvText(mine)).filter((pair) => isMine(pair.key))
  if (wanted.length === 0) return renderEnvText({ lines: kept })
  const overrides = withComments(mine, new Set(wanted.map((pair) => pair.key)))
  return mergeEnv(renderEnvText({ lines: kept }), overrides)
}

type Value = string | null
type Written = Map<string, string>

function written(text: string): Written {
  return new Map(pairsOf(parseEnvText(text)).map((pair: PairLine) => [pair.key, rawValue(pair)]))
}

/** The draft's lines of these keys, with its comments, so that a new key brings its own along. */
function withComments(text: string, keys: ReadonlySet<string>): string {
  const { lines, eol } = parseEnvText(text)
  const kept = lines.filter((line) => line.kind !== "invalid" && (line.kind !== "pair" || keys.has(line.key)))
  return renderEnvText({ lines: kept.map((line) => ({ ...line, end: line.end || eol })) })
}
