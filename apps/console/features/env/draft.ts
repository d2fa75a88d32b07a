import type { EnvDocumentView, EnvView, SaveEnvInput } from "@signalbox/domain/env/schema"

/** "base", or the id of the server whose overrides are meant; the names that the API gives to places. */
export type PlaceId = string
export const BASE: PlaceId = "base"

/** One document with unsaved edits, and the document that they were made from. */
export type Edited = { from: EnvDocumentView; text: string }

/** Only what differs from what it was made from is in it. */
export type Draft = ReadonlyMap<PlaceId, Edited>

export const EMPTY_DRAFT: Draft = new Map()

/** The saved document of a place. */
export function documentOf(env: EnvView, place: PlaceId): EnvDocumentView | undefined {
  return place === BASE ? env.base : env.servers.find((server) => server.serverId === place)?.overrides
}

/** The text as it stands in the editor. */
export function textOf(env: EnvView, draft: Draft, place: PlaceId): string {
  return draft.get(place)?.text ?? documentOf(env, place)?.text ?? ""
}

/** What the editor's text is compared with: the document that the edits began from, or the saved one. */
export function originOf(env: EnvView, draft: Draft, place: PlaceId): EnvDocumentView | undefined {
  return draft.get(place)?.from ?? documentOf(env, place)
}

/** The draft after one place was given another text; a text that is back where it began is no edit. */
export function withText(env: EnvView, draft: Draft, { place, text }: { place: PlaceId; text: string }): Draft {
  const from = originOf(env, draft, place)
  if (!from) return draft
  const next = new Map(draft)
  if (text === from.text) next.delete(place)
  else next.set(place, { from, text })
  return next
}

/** Places of the draft that somebody else has saved since the edits began. */
export function overtaken(env: EnvView, draft: Draft): PlaceId[] {
  return [...draft].filter(([place, { from }]) => documentOf(env, place)?.revision !== from.revision).map(([id]) => id)
}

export function saveInput(serviceId: string, draft: Draft, note: string): SaveEnvInput {
  const base = draft.get(BASE)
  const overrides = [...draft].flatMap(([serverId, { from, text }]) =>
    serverId === BASE ? [] : [{ serverId, text, editedFrom: from.revision }],
  )
  return {
    serviceId,
    ...(base && { base: { text: base.text, editedFrom: base.from.revision } }),
    overrides,
    note,
  }
}

/** "the base", or "the overrides of dl-fra-1". */
export function placeWords(env: EnvView, place: PlaceId): string {
  if (place === BASE) return "the base"
  const server = env.servers.find((one) => one.serverId === place)
  return `the overrides of ${server?.serverName ?? "a server that is no longer assigned"}`
}
