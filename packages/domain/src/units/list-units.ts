import { UnitState } from "@signalbox/protocol/observe"
import { z } from "zod"
import type { DomainContext } from "../context.ts"
import type { ServerStatus } from "../status.ts"
import type { ListUnitsInput, UnitRowView } from "./schema.ts"

const Units = z.array(UnitState)

/** Units as each server last told them, with the time of the telling: what is old must not look new. Of a service: its own units. */
export async function listUnits(
  { db }: Pick<DomainContext, "db">,
  { serverId, serviceId }: z.infer<typeof ListUnitsInput>,
): Promise<UnitRowView[]> {
  const service = serviceId === undefined ? null : await db.service.findUnique({ where: { id: serviceId } })
  const servers = await db.server.findMany({
    where: {
      removedAt: null,
      ...(serverId !== undefined && { id: serverId }),
      ...(serviceId !== undefined && { services: { some: { serviceId } } }),
    },
    select: { id: true, name: true, hue: true, revokedAt: true, sessionReplica: true, units: true, unitsAt: true },
    orderBy: { name: "asc" },
  })
  return servers.flatMap((server) => {
    const told = Units.safeParse(server.units)
    const units = (told.success ? told.data : []).filter((unit) => !service || service.units.includes(unit.name))
    return units.map((unit) => ({
      serverId: server.id,
      serverName: server.name,
      serverHue: server.hue,
      serverStatus: statusOf(server),
      at: server.unitsAt?.toISOString() ?? null,
      unit,
    }))
  })
}

function statusOf(server: { revokedAt: Date | null; sessionReplica: string | null }): ServerStatus {
  if (server.revokedAt) return "revoked"
  return server.sessionReplica === null ? "offline" : "online"
}
