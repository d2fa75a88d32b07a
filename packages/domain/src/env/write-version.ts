import { randomUUIDv7 } from "node:crypto"
import type { Tx } from "@signalbox/prisma/client"
import type { Actor } from "../access/schema.ts"
import { kindOf } from "../kinds/kind-of.ts"
import type { ServiceKind } from "../kinds/service-kind.ts"
import type { Sealer } from "../sealing/sealer.ts"
import { newestRevisions } from "./newest-revisions.ts"
import { sealDocument, sealVersion } from "./sealed-text.ts"
import { blameColumn } from "./stored-blame.ts"

export type By = { sealer: Sealer; actor: Actor; note: string; at: Date }

export type NewVersion = {
  kind: ServiceKind
  serviceId: string
  serverId: string
  number: number
  origin: "save" | "import" | "rollback"
  restoresNumber?: number
  baseRevision: number | null
  overridesRevision: number | null
  text: string
  owner: string
  group: string
  mode: string
}

export type NewDocument = { serverId: string | null; revision: number; text: string }

/**
 * Writes versions in one statement. The caller holds the lock of the service, or the numbers are not its to give.
 * @throws Problem `invalid-env` for a text that stands for no file of its kind
 */
export async function writeVersions(
  tx: Pick<Tx, "envVersion">,
  by: By,
  versions: NewVersion[],
): Promise<{ id: string; serverId: string; number: number }[]> {
  const rows = versions.map(({ kind, text, ...version }) => {
    const id = randomUUIDv7()
    const sealed = sealVersion(by.sealer, id, { text, fileHash: kindOf({ kind }).fileHash(text) })
    return { id, ...version, ...sealed, note: by.note, ...authorOf(by) }
  })
  await tx.envVersion.createMany({ data: rows })
  return rows.map(({ id, serverId, number }) => ({ id, serverId, number }))
}

/** Writes the next revision of a service's documents; `serverId` null is the base. The caller holds the lock of the service. */
export async function writeDocuments(
  tx: Pick<Tx, "envDocument" | "$queryRaw">,
  by: By,
  { serviceId, documents }: { serviceId: string; documents: readonly NewDocument[] },
): Promise<void> {
  const serverIds = documents.flatMap(({ serverId }) => serverId ?? [])
  const newest = await newestRevisions(tx, { serviceId, serverIds })
  const before = new Map(newest.map((row) => [row.serverId, row]))
  const rows = []
  for (const { text, ...document } of documents) {
    const id = randomUUIDv7()
    const ctx = { db: tx, sealer: by.sealer }
    const blame = await blameColumn(ctx, before.get(document.serverId), { ...document, text })
    const sealed = sealDocument(by.sealer, id, text)
    rows.push({ id, serviceId, ...document, ...sealed, blame, note: by.note, ...authorOf(by) })
  }
  await tx.envDocument.createMany({ data: rows })
}

function authorOf({ actor, at }: By) {
  return { authorId: actor.id ?? actor.kind, authorName: actor.name, createdAt: at }
}
