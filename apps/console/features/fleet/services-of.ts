import type { ServerRowView } from "@signalbox/domain/servers/schema"
import type { ShownService } from "./fleet-columns.tsx"

const SERVICE_COLUMNS_MAX = 6

/** The services of the servers in sight, most spread first, so that the common ones have a column. */
export function servicesOf(servers: ServerRowView[]): ShownService[] {
  const byId = new Map<string, ShownService & { servers: number }>()
  for (const { serviceId, serviceName } of servers.flatMap((server) => server.services)) {
    const known = byId.get(serviceId) ?? { id: serviceId, name: serviceName, servers: 0 }
    byId.set(serviceId, { ...known, servers: known.servers + 1 })
  }
  return [...byId.values()]
    .sort((left, right) => right.servers - left.servers || left.name.localeCompare(right.name))
    .slice(0, SERVICE_COLUMNS_MAX)
    .map(({ id, name }) => ({ id, name }))
}
