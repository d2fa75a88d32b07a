import type { DomainContext } from "../context.ts"
import type { Page } from "../paging.ts"
import { serviceStandings } from "../services/service-standings.ts"
import { findServers } from "./find-servers.ts"
import type { ListServersInput, ServerBriefView } from "./schema.ts"
import { serverStatus } from "./server-status.ts"

/** What fits the filter of `listServers`, in its order, without figures, units and facts: up to a thousand at a time. */
export async function briefServers(
  ctx: Pick<DomainContext, "db">,
  input: ListServersInput,
): Promise<Page<ServerBriefView>> {
  const { ids, ...page } = await findServers(ctx.db, input)
  const [rows, standings] = await Promise.all([
    ctx.db.server.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true, sessionReplica: true, revokedAt: true, lastSeenAt: true, labels: true },
    }),
    serviceStandings(ctx.db, { serverIds: ids }),
  ])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const services = Map.groupBy(standings, (standing) => standing.serverId)
  return {
    items: ids.flatMap((id) => {
      const row = byId.get(id)
      if (!row) return []
      return {
        id,
        name: row.name,
        status: serverStatus(row),
        labels: Object.fromEntries(row.labels.map(({ key, value }) => [key, value])),
        lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
        services: (services.get(id) ?? []).map(({ serverId: _, ...standing }) => standing),
      }
    }),
    ...page,
  }
}
