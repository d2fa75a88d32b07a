// From what an editor sends back to what is to be saved: revisions compared, masks turned back into their values.
import { unmaskEnvText } from "@signalbox/env-file/unmask"
import { Problem } from "@signalbox/protocol/problem"
import type { AssignedServer } from "./assigned-servers.ts"
import { BASE, type Place, type PlacedFault, placed } from "./env-faults.ts"
import { type Document, type Documents, overridesOf } from "./newest-documents.ts"
import type { SaveEnvInput } from "./schema.ts"

export type Edit = {
  place: Place
  /** Null for the base. */
  serverId: string | null
  before: Document
  text: string
  deniedKeys: readonly string[]
}

/**
 * The documents of the input that differ from what is stored, and faults of masks.
 * @throws Problem `duplicate-target`, `not-found` for a server that is not assigned, `stale-revision`
 */
export function editedDocuments(
  input: SaveEnvInput,
  stored: Documents,
  { servers, secretKeys }: { servers: readonly AssignedServer[]; secretKeys: readonly string[] },
): { edits: Edit[]; faults: PlacedFault[] } {
  const all = [...baseEdit(input, stored, servers), ...overrideEdits(input, stored, servers)]
  for (const { place, before, editedFrom } of all) refuseStale(place, { is: before.revision, editedFrom })
  const faults: PlacedFault[] = []
  const edits = all.map(({ editedFrom: _, ...edit }) => {
    const unmasked = unmaskEnvText(edit.text, edit.before.text, secretKeys)
    faults.push(...placed(edit.place, unmasked.faults))
    return { ...edit, text: unmasked.text }
  })
  return { edits: edits.filter((edit) => edit.text !== edit.before.text), faults }
}

type Submitted = Edit & { editedFrom: number }

function baseEdit({ base }: SaveEnvInput, stored: Documents, servers: readonly AssignedServer[]): Submitted[] {
  if (!base) return []
  const deniedKeys = [...new Set(servers.flatMap((server) => server.deniedKeys))]
  return [{ place: BASE, serverId: null, before: stored.base, deniedKeys, ...base }]
}

function overrideEdits(input: SaveEnvInput, stored: Documents, servers: readonly AssignedServer[]): Submitted[] {
  const byId = new Map(servers.map((server) => [server.id, server]))
  const seen = new Set<string>()
  return input.overrides.map(({ serverId, text, editedFrom }) => {
    const server = byId.get(serverId)
    if (!server) throw new Problem("not-found", `The service is not assigned to the server ${serverId}.`)
    if (seen.has(serverId)) throw new Problem("duplicate-target", `${server.name} was named twice.`)
    seen.add(serverId)
    const { id, name, deniedKeys } = server
    return { place: { id, name }, serverId, before: overridesOf(stored, serverId), deniedKeys, text, editedFrom }
  })
}

function refuseStale(place: Place, { is, editedFrom }: { is: number; editedFrom: number }): void {
  if (is === editedFrom) return
  const what = place === BASE ? "The base was" : `The overrides of ${place.name} were`
  const message = `${what} saved meanwhile: revision ${is} is there now, and you edited revision ${editedFrom}.`
  throw new Problem("stale-revision", message, { details: { [place.id]: `is at revision ${is}` } })
}
