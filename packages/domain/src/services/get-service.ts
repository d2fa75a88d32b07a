import type { z } from "zod"
import type { DomainContext } from "../context.ts"
import { serverStatus } from "../servers/server-status.ts"
import { definitionOf } from "./definition.ts"
import { findService } from "./lock-service.ts"
import { servicePolicy } from "./policy.ts"
import type { ServiceIdInput, ServiceOnServerView, ServiceView } from "./schema.ts"
import { serviceStandings } from "./service-standings.ts"

/** @throws Problem `not-found` */
export async function getService(
  ctx: Pick<DomainContext, "db" | "actor">,
  { serviceId }: z.infer<typeof ServiceIdInput>,
): Promise<ServiceView> {
  const row = await findService(ctx.db, serviceId)
  return {
    ...definitionOf(row),
    id: row.id,
    kind: row.kind,
    revision: row.revision,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    servers: await serversOf(ctx.db, serviceId),
    may: servicePolicy(ctx.actor),
  }
}

async function serversOf(db: DomainContext["db"], serviceId: string): Promise<ServiceOnServerView[]> {
  const standings = await serviceStandings(db, { serviceIds: [serviceId] })
  const servers = await db.server.findMany({
    where: { id: { in: standings.map((standing) => standing.serverId) } },
    include: { labels: true },
  })
  const byId = new Map(servers.map((server) => [server.id, server]))
  return standings.flatMap((standing) => {
    const server = byId.get(standing.serverId)
    if (!server) return []
    const { name: serverName, hue: serverHue } = server
    const labels = Object.fromEntries(server.labels.map((label) => [label.key, label.value]))
    return { ...standing, serverName, serverHue, serverStatus: serverStatus(server), labels }
  })
}
