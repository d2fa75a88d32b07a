import type { Tx } from "@signalbox/prisma/client"
import type { Sealer } from "../sealing/sealer.ts"
import { openDocumentText } from "./sealed-text.ts"

export type Document = { revision: number; text: string }
/** The base and each server's overrides, as they were last saved. */
export type Documents = { base: Document; overrides: Map<string, Document> }

/** Stands for a document that was never saved. */
export const NO_DOCUMENT: Document = { revision: 0, text: "" }

type Row = { id: string; serverId: string | null; revision: number; sealedText: Uint8Array }

export async function newestDocuments(
  tx: Pick<Tx, "$queryRaw">,
  sealer: Sealer,
  serviceId: string,
): Promise<Documents> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT DISTINCT ON ("serverId") id, "serverId", revision, "sealedText" FROM "EnvDocument"
    WHERE "serviceId" = ${serviceId}::uuid ORDER BY "serverId", revision DESC`
  const documents: Documents = { base: NO_DOCUMENT, overrides: new Map() }
  for (const row of rows) {
    const document = { revision: row.revision, text: openDocumentText(sealer, row) }
    if (row.serverId === null) documents.base = document
    else documents.overrides.set(row.serverId, document)
  }
  return documents
}

export function overridesOf(documents: Documents, serverId: string): Document {
  return documents.overrides.get(serverId) ?? NO_DOCUMENT
}
