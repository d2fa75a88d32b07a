// Where a key that a server is to get is written: in the base when that gives every server of the service what it shall have, in the
// server's overrides otherwise.

import { readEnv } from "@signalbox/env-file/dialects"
import { parseEnvText, renderEnvText } from "@signalbox/env-file/parse"
import { type KeyValue, type RedisDestination, redisMoves } from "@signalbox/env-file/redis-moves"
import { setValue } from "@signalbox/env-file/set-value"
import type { DialectName } from "@signalbox/protocol/dialects"
import { textFor } from "../env/make-versions.ts"
import { type Documents, overridesOf } from "../env/newest-documents.ts"

export type PlacedEdit = { serverId: string | null; key: string; before: string | null; after: string }
export type MoveQuestion = {
  documents: Documents
  /** Servers that move, with the Redis that each goes to. */
  destinations: ReadonlyMap<string, RedisDestination>
  /** All servers that the service runs on. */
  assignedIds: readonly string[]
  /** Keys that name the Redis that is left. */
  keys: readonly string[]
  dialects: readonly DialectName[]
}

export function placeEdits(question: MoveQuestion): PlacedEdit[] {
  const { documents, destinations, keys, dialects } = question
  const wanted = new Map<string, KeyValue[]>()
  for (const [serverId, to] of destinations) {
    const text = textFor(documents, serverId)
    const moves = keys.flatMap((key) => redisMoves(text, { key, to }, dialects[0] ?? "dotenv"))
    wanted.set(serverId, moves)
  }
  const edits = new Map<string, PlacedEdit>()
  for (const [serverId, moves] of wanted) {
    for (const move of moves) {
      const at = isForAll(question, wanted, { ...move, serverId }) ? null : serverId
      const text = at === null ? documents.base.text : overridesOf(documents, serverId).text
      const before = valuesOf(text, dialects).get(move.key) ?? null
      edits.set(`${at}/${move.key}`, { serverId: at, key: move.key, before, after: move.value })
    }
  }
  return [...edits.values()]
}

type Wanted = ReadonlyMap<string, readonly KeyValue[]>

/** True when the base sets the key, no server overrides it, and all servers are to get the same value. */
function isForAll(question: MoveQuestion, wanted: Wanted, { key, value, serverId }: KeyValue & { serverId: string }) {
  const { documents, assignedIds, dialects } = question
  const isOverridden = valuesOf(overridesOf(documents, serverId).text, dialects).has(key)
  if (isOverridden || !valuesOf(documents.base.text, dialects).has(key)) return false
  return assignedIds.every((id) => {
    if (valuesOf(overridesOf(documents, id).text, dialects).has(key)) return true
    return wanted.get(id)?.some((each) => each.key === key && each.value === value) === true
  })
}

/** The text with these keys set; undefined when one of the programs that read it could not read the value. */
export function withEdits(
  text: string,
  edits: readonly { key: string; value: string | null }[],
  dialects: readonly DialectName[],
): string | undefined {
  let edited: string | undefined = text
  for (const { key, value } of edits) {
    if (edited === undefined) return undefined
    edited = value === null ? withoutKey(edited, key) : setValue(edited, { key, value }, dialects)
  }
  return edited
}

function withoutKey(text: string, key: string): string {
  const { lines } = parseEnvText(text)
  return renderEnvText({ lines: lines.filter((line) => line.kind !== "pair" || line.key !== key) })
}

export function valuesOf(text: string, dialects: readonly DialectName[]): ReadonlyMap<string, string> {
  return readEnv(text, dialects[0] ?? "dotenv").values
}
