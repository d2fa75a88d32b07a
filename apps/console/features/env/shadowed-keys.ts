// What is written in the base counts only where no override says otherwise; after an edit of the base one wants to know.
import type { EnvView } from "@signalbox/domain/env/schema"
import { pairsOf, parseEnvText, renderEnvText } from "@signalbox/env-file/parse"
import { BASE, type Draft, originOf, textOf, withText } from "./draft.ts"

export type ShadowedKey = { key: string; serverIds: string[] }

/** Keys that this draft changed in the base, and the servers on which an override still says something else. */
export function shadowedKeys(env: EnvView, draft: Draft): ShadowedKey[] {
  if (!draft.has(BASE)) return []
  const before = linesByKey(originOf(env, draft, BASE)?.text ?? "")
  const changed = [...linesByKey(textOf(env, draft, BASE))].filter(([key, raw]) => before.get(key) !== raw)
  const overrides = env.servers.map(({ serverId }) => ({ serverId, lines: linesByKey(textOf(env, draft, serverId)) }))
  return changed.flatMap(([key, raw]) => {
    const over = overrides.filter(({ lines }) => lines.has(key) && lines.get(key) !== raw)
    return over.length > 0 ? [{ key, serverIds: over.map(({ serverId }) => serverId) }] : []
  })
}

/** The draft without these overrides, so that the base counts. */
export function letBaseCount(env: EnvView, draft: Draft, shadowed: readonly ShadowedKey[]): Draft {
  let next = draft
  for (const serverId of new Set(shadowed.flatMap((one) => one.serverIds))) {
    const keys = new Set(shadowed.filter((one) => one.serverIds.includes(serverId)).map(({ key }) => key))
    const { lines } = parseEnvText(textOf(env, next, serverId))
    const kept = lines.filter((line) => line.kind !== "pair" || !keys.has(line.key))
    next = withText(env, next, { place: serverId, text: renderEnvText({ lines: kept }) })
  }
  return next
}

function linesByKey(text: string): Map<string, string> {
  return new Map(pairsOf(parseEnvText(text)).map((pair) => [pair.key, pair.raw]))
}
