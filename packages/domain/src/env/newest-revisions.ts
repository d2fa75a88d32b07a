import type { Tx } from "@signalbox/prisma/client"

export type RevisionRow = {
  id: string
  serviceId: string
  serverId: string | null
  revision: number
  sealedText: Uint8Array
  blame: unknown
  note: string
  authorName: string
  createdAt: Date
}

/** The newest revision of the base and of the overrides of these servers, where there is one. */
export function newestRevisions(
  db: Pick<Tx, "$queryRaw">,
  { serviceId, serverIds }: { serviceId: string; serverIds: readonly string[] },
): Promise<RevisionRow[]> {
  return db.$queryRaw<RevisionRow[]>`
    SELECT DISTINCT ON ("serverId") * FROM "EnvDocument"
    WHERE "serviceId" = ${serviceId}::uuid AND ("serverId" IS NULL OR "serverId" = ANY (${serverIds}::uuid[]))
    ORDER BY "serverId", revision DESC`
}
