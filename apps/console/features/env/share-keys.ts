// After an import every server has its whole file as overrides. What they all say alike belongs in the base.
import type { EnvView } from "@signalbox/domain/env/schema"
import { mergeEnv } from "@signalbox/env-file/merge"
import { type EnvText, pairsOf, parseEnvText, renderEnvText } from "@signalbox/env-file/parse"
import { BASE, type Draft, textOf, withText } from "./draft.ts"

/**
 * Keys that every server's overrides write alike and the base does not have. Not those behind dots: only the server
 * knows their values, and the base has none to keep.
 */
export function sharedKeys(env: EnvView, draft: Draft): string[] {
  const [first, ...others] = env.servers.map(({ serverId }) => linesByKey(textOf(env, draft, serverId)))
  if (!first || others.length === 0) return []
  const base = linesByKey(textOf(env, draft, BASE))
  return [...first]
    .filter(([key, raw]) => !base.has(key) && !raw.includes("••••") && others.every((lines) => lines.get(key) === raw))
    .map(([key]) => key)
}

/** The draft with these keys in the base and in no overrides; each with the comments above it. */
export function shareKeys(env: EnvView, draft: Draft, keys: readonly string[]): Draft {
  const [first] = env.servers
  if (!first) return draft
  const wanted = new Set(keys)
  const source = parseEnvText(textOf(env, draft, first.serverId))
  const moved = renderEnvText({ lines: blocksOf(source, wanted).map((line) => ({ ...line, end: source.eol })) })
  const base = textOf(env, draft, BASE)
  let next = withText(env, draft, {
    place: BASE,
    text: base === "" ? moved.replace(/^\s+/, "") : mergeEnv(base, moved),
  })
  for (const { serverId } of env.servers) {
    const text = parseEnvText(textOf(env, next, serverId))
    const gone = new Set(blocksOf(text, wanted))
    const kept = renderEnvText({ lines: text.lines.filter((line) => !gone.has(line)) })
    next = withText(env, next, { place: serverId, text: kept.trim() === "" ? "" : kept })
  }
  return next
}

/** The lines of these keys, with the comments right above a run of them and the blank line that sets it apart. */
function blocksOf({ lines }: EnvText, keys: ReadonlySet<string>): EnvText["lines"] {
  const taken = new Set<EnvText["lines"][number]>()
  for (const [index, line] of lines.entries()) {
    if (line.kind !== "pair" || !keys.has(line.key)) continue
    taken.add(line)
    let above = index - 1
    const comments = []
    for (; lines[above]?.kind === "comment"; above--) comments.push(lines[above] as typeof line)
    // A comment stands for all keys below it up to the next blank line: it moves only when all of them do.
    if (comments.length > 0 && !isAllMoved(lines, index, keys)) continue
    for (const comment of comments) taken.add(comment)
    const blank = lines[above]
    if (comments.length > 0 && blank?.kind === "blank") taken.add(blank)
  }
  return lines.filter((line) => taken.has(line))
}

function isAllMoved(lines: EnvText["lines"], from: number, keys: ReadonlySet<string>): boolean {
  for (const line of lines.slice(from)) {
    if (line.kind === "blank" || line.kind === "comment") return true
    if (line.kind === "pair" && !keys.has(line.key)) return false
  }
  return true
}

function linesByKey(text: string): Map<string, string> {
  return new Map(pairsOf(parseEnvText(text)).map((pair) => [pair.key, pair.raw]))
}
