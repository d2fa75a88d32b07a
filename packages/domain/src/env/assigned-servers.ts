import type { Tx } from "@signalbox/prisma/client"
import { DENIED_KEYS_DEFAULT, HostPolicy } from "@signalbox/protocol/policy"

export type AssignedServer = {
  id: string
  name: string
  hue: number
  /** Keys that the server's host policy refuses; the usual ones as long as its policy is not known. */
  deniedKeys: readonly string[]
  appliedVersionId: string | null
  isDrifted: boolean
}

/** The servers that a service runs on, by name. */
export async function assignedServers(tx: Pick<Tx, "serviceOnServer">, serviceId: string): Promise<AssignedServer[]> {
  const rows = await tx.serviceOnServer.findMany({
    where: { serviceId, server: { removedAt: null } },
    include: { server: { select: { name: true, hue: true, policy: true } } },
    orderBy: { server: { name: "asc" } },
  })
  return rows.map((row) => ({
    id: row.serverId,
    name: row.server.name,
    hue: row.server.hue,
    deniedKeys: deniedKeysOf(row.server.policy),
    appliedVersionId: row.appliedVersionId,
    isDrifted: row.isDrifted,
  }))
}

function deniedKeysOf(policy: unknown): readonly string[] {
  const parsed = HostPolicy.safeParse(policy)
  return parsed.success ? parsed.data.deniedKeys : DENIED_KEYS_DEFAULT
}
