import type { Tx } from "@signalbox/prisma/client"

export type NewestVersion = {
  id: string
  serverId: string
  number: number
  origin: "save" | "import" | "rollback"
  restoresNumber: number | null
  baseRevision: number | null
  overridesRevision: number | null
  owner: string
  group: string
  mode: string
  sealedText: Uint8Array
}

/** Server id → its newest version, of these servers that have one. */
export async function newestVersions(
  tx: Pick<Tx, "$queryRaw">,
  serviceId: string,
  serverIds: readonly string[],
): Promise<Map<string, NewestVersion>> {
  const rows = await tx.$queryRaw<NewestVersion[]>`
    SELECT DISTINCT ON ("serverId")
      id, "serverId", number, origin::text, "restoresNumber", "baseRevision", "overridesRevision",
      owner, "group", mode, "sealedText"
    FROM "EnvVersion"
    WHERE "serviceId" = ${serviceId}::uuid AND "serverId" = ANY(${[...serverIds]}::uuid[])
    ORDER BY "serverId", number DESC`
  return new Map(rows.map((row) => [row.serverId, row]))
}
