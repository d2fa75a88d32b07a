import type { Tx } from "@signalbox/prisma/client"
import type { ServiceRow } from "../services/lock-service.ts"
import { effectiveText } from "./env-text.ts"
import { type Documents, newestDocuments, overridesOf } from "./newest-documents.ts"
import { type NewestVersion, newestVersions } from "./newest-versions.ts"
import { openVersionText } from "./sealed-text.ts"
import { type By, type NewVersion, writeVersions } from "./write-version.ts"

export type MadeVersion = { id: string; serverId: string; number: number; replaces: NewestVersion | null }

/**
 * Makes the next version for each of these servers whose text or ownership is not that of its newest one. A server for which nothing
 * was saved gets none. The caller holds the lock of the service.
 * @param before the documents as they were: then only servers for which they made another text get a version, so that a server
 *   which was rolled back is not moved forward again by a save that does not concern it
 */
export async function makeVersions(
  tx: Pick<Tx, "$queryRaw" | "envVersion">,
  by: By,
  what: { service: ServiceRow; serverIds: readonly string[]; before?: Documents },
): Promise<MadeVersion[]> {
  const { service, serverIds, before } = what
  const documents = await newestDocuments(tx, by.sealer, service.id)
  const newest = await newestVersions(tx, service.id, serverIds)
  const wanted: NewVersion[] = []
  for (const serverId of serverIds) {
    const last = newest.get(serverId)
    const text = textFor(documents, serverId)
    const isUntouched = before !== undefined && last !== undefined && textFor(before, serverId) === text
    if (isUntouched || (!last && text === "")) continue
    if (last && isSame(last, service) && openVersionText(by.sealer, last) === text) continue
    wanted.push({
      kind: service.kind,
      serviceId: service.id,
      serverId,
      number: (last?.number ?? 0) + 1,
      origin: "save",
      baseRevision: documents.base.revision || null,
      overridesRevision: overridesOf(documents, serverId).revision || null,
      text,
      owner: service.envOwner,
      group: service.envGroup,
      mode: service.envMode,
    })
  }
  const made = await writeVersions(tx, by, wanted)
  return made.map((version) => ({ ...version, replaces: newest.get(version.serverId) ?? null }))
}

/** The complete text that the documents make for a server. */
export function textFor(documents: Documents, serverId: string): string {
  return effectiveText(documents.base.text, overridesOf(documents, serverId).text)
}

function isSame(version: NewestVersion, service: ServiceRow): boolean {
  return version.owner === service.envOwner && version.group === service.envGroup && version.mode === service.envMode
}
