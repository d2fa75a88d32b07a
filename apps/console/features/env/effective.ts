// What each server would get from the draft, key by key, as far as a browser may know: secrets stay masked.
import type { EnvServerView, EnvView, KeyChangeView } from "@signalbox/domain/env/schema"
import { diffEnv } from "@signalbox/env-file/diff"
import { maskValue } from "@signalbox/env-file/mask"
import { mergeEnv } from "@signalbox/env-file/merge"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { plainValues } from "@signalbox/env-file/plain-value"
import { isSecretKey } from "@signalbox/env-file/secret-keys"
import type { DialectName } from "@signalbox/protocol/dialects"
import { BASE, type Draft, textOf } from "./draft.ts"

export type KeyRow = {
  key: string
  kind: KeyChangeView["kind"] | "same"
  /** Masked; null where it is not set. */
  before: string | null
  after: string | null
  isSecret: boolean
  /** By this draft, and not by something that was saved earlier. */
  isEdited: boolean
  /** Whose line counts. */
  from: "base" | "overrides" | null
  /** The overrides had it, and now the base says it. */
  isNowFromBase: boolean
}

type Question = { env: EnvView; draft: Draft; server: EnvServerView; dialects: readonly DialectName[] }

const DOTS = /•{4}/

/** The text that a server would get from the draft, masked. */
export function draftText(env: EnvView, draft: Draft, serverId: string): string {
  return mergeEnv(textOf(env, draft, BASE), textOf(env, draft, serverId))
}

/** Every key that the server has or would have, in the order of its file, removed ones last. */
export function keyRows(question: Question): KeyRow[] {
  const { env, draft, server } = question
  const text = draftText(env, draft, server.serverId)
  const running = valuesOf(server.applied?.text ?? "")
  const values = valuesOf(text)
  const edited = editedKeys(question, text)
  const pending = new Map(server.pending.map((change) => [change.key, change]))
  const overridden = new Set(valuesOf(textOf(env, draft, server.serverId)).keys())
  const wasOverridden = new Set(valuesOf(server.overrides.text).keys())
  const row = (key: string): KeyRow => {
    const value = values.get(key)
    const shown = value === undefined ? null : maskValue(key, value, env.secretKeys)
    const before = running.get(key) ?? null
    const isEdited = edited.has(key)
    const from = value === undefined ? null : overridden.has(key) ? "overrides" : "base"
    return {
      key,
      kind: isEdited ? kindOf(before, shown, value) : (pending.get(key)?.kind ?? "same"),
      before,
      after: shown,
      isSecret: isSecretKey(key, env.secretKeys),
      isEdited,
      from,
      isNowFromBase: from === "base" && wasOverridden.has(key),
    }
  }
  const keys = new Set([...values.keys(), ...[...running.keys()].filter((key) => !values.has(key))])
  return [...keys].map(row)
}

/** Rows that would change something on the server. */
export function changedRows(rows: readonly KeyRow[]): KeyRow[] {
  return rows.filter((row) => row.kind !== "same")
}

/** Keys whose value the draft changes against what is saved, as any of the readers would see it. */
function editedKeys({ env, draft, server, dialects }: Question, text: string): Set<string> {
  if (!draft.has(BASE) && !draft.has(server.serverId)) return new Set()
  const saved = mergeEnv(env.base.text, server.overrides.text)
  const edited = new Set<string>()
  for (const dialect of [undefined, ...dialects]) {
    for (const change of diffEnv(saved, text, dialect)) if (change.kind !== "unchanged") edited.add(change.key)
  }
  // A mask says nothing: when another document's line counts now, the value may be another one behind the same dots.
  const [before, after] = [valuesOf(server.overrides.text), valuesOf(textOf(env, draft, server.serverId))]
  for (const [key, value] of valuesOf(text)) {
    if (DOTS.test(value) && before.has(key) !== after.has(key)) edited.add(key)
  }
  return edited
}

function kindOf(before: string | null, shown: string | null, typed: string | undefined): KeyRow["kind"] {
  if (shown === null) return before === null ? "same" : "removed"
  if (before === null) return "added"
  // What looks alike is the same, unless dots hide what was typed.
  return before === shown && shown === typed && !DOTS.test(shown) ? "same" : "changed"
}

function valuesOf(text: string): Map<string, string> {
  return plainValues(pairsOf(parseEnvText(text)))
}
