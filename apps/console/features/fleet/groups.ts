import type { Labels } from "@signalbox/domain/servers/schema"

export type FleetGroup<Server> = { value: string | undefined; servers: Server[] }

/** Servers by the value of one label, production first, those without it last; the order within a group is the server's. */
export function groupServers<Server extends { labels: Labels }>(
  servers: Server[],
  key: string | undefined,
): FleetGroup<Server>[] {
  if (!key) return [{ value: undefined, servers }]
  const byValue = Map.groupBy(servers, (server) => server.labels[key])
  return [...byValue]
    .map(([value, members]) => ({ value, servers: members }))
    .sort((left, right) => rank(left.value) - rank(right.value) || (left.value ?? "").localeCompare(right.value ?? ""))
}

const rank = (value: string | undefined) => (value === undefined ? 2 : value === "production" ? 0 : 1)
