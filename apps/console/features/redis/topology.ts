import type { RedisTopologyInput, RedisTopologyView, TopologyServerView } from "@signalbox/domain/redis/schema"
import type { z } from "zod"
import { isWrong, LOOK_HOLDS_MS } from "./redis-words.ts"

const LABEL_PREFIX = "l."

/** What the URL asks of the map: one server, or all that carry these labels. */
export function readTopologyInput(params: URLSearchParams): z.input<typeof RedisTopologyInput> {
  const serverId = params.get("server")
  const labels = Object.fromEntries(
    [...params].filter(([name]) => name.startsWith(LABEL_PREFIX)).map(([name, value]) => [name.slice(2), value]),
  )
  return {
    ...(serverId ? { serverIds: [serverId] } : {}),
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
  }
}

export const isOldServer = ({ status, asOf }: Pick<TopologyServerView, "status" | "asOf">, now: number): boolean =>
  status !== "online" || asOf === null || now - Date.parse(asOf) > LOOK_HOLDS_MS

/** Nothing to draw: no instance is known, and no unit is connected to one. */
export const isEmptyTopology = ({ servers, instances }: Pick<RedisTopologyView, "servers" | "instances">): boolean =>
  instances.length === 0 && servers.every(({ units }) => units.length === 0)

/** Where something is wrong comes first, then by name those with units, and last those without. */
export function wrongFirst(servers: readonly TopologyServerView[]): TopologyServerView[] {
  const wrong = (server: TopologyServerView) => server.units.some(({ connections }) => connections.some(isWrong))
  const rank = (server: TopologyServerView) => (server.units.length === 0 ? 2 : wrong(server) ? 0 : 1)
  return [...servers].sort(
    (a, b) => rank(a) - rank(b) || a.serverName.localeCompare(b.serverName, "en", { numeric: true }),
  )
}
