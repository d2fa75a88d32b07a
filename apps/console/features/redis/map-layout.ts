// Where everything of the map stands, in pixels. Pure: the same sockets in the same width are always the same drawing.
import type { RedisInstanceRowView, TopologyServerView, TopologyUnitView } from "@signalbox/domain/redis/schema"
import { type Box, drawServer, type Group, type MapLine, type MapNode } from "./map-group.ts"
import { instanceKey, isOnServer } from "./map-instances.ts"
import { isWrong } from "./redis-words.ts"

export type RedisMap = { nodes: MapNode[]; lines: MapLine[]; width: number; height: number }

type MapInput = {
  servers: readonly TopologyServerView[]
  instances: readonly RedisInstanceRowView[]
  /** Servers whose sockets were looked at too long ago to say. */
  old: ReadonlySet<string>
}

const GROUP_GAP = 13
const GROUP_MAX = 840
const REMOTE_GAP = 18

/** `width`: pixels to fill, at least 640. */
export function layOutMap({ servers, instances, old }: MapInput, width: number): RedisMap {
  const byId = new Map(instances.map((instance) => [instance.id, instance]))
  const remotes = remotesOf({ servers, instances })
  const remoteWidth = remotes.size > 0 ? Math.min(232, Math.max(184, width * 0.24)) : 0
  const between = remotes.size > 0 ? Math.min(320, Math.max(84, width * 0.13)) : 0
  const groupWidth = Math.min(GROUP_MAX, width - remoteWidth - between)
  const left = Math.max(0, (width - groupWidth - between - remoteWidth) / 2)

  let y = 0
  const groups: Group[] = []
  for (const server of servers) {
    const group = drawServer({ server, byId, isOld: old.has(server.serverId) }, { x: left, y, width: groupWidth })
    groups.push(group)
    y += group.height + GROUP_GAP
  }
  const height = Math.max(0, y - GROUP_GAP)
  const right = { x: left + groupWidth + between, width: remoteWidth }
  const boxes = placeRemotes({ remotes, groups, byId }, { ...right, height })
  const all = new Map([...groups.flatMap((group) => [...group.locals]), ...boxes.map((box) => [box.id, box] as const)])
  const lines = groups.flatMap((group) => joinRemotes(group, all, left + groupWidth))
  const bottom = Math.max(height, ...boxes.map((box) => box.y + box.height))
  return {
    nodes: [
      ...groups.flatMap((group) => group.nodes),
      ...boxes.map((box) => ({ ...box, kind: "redis" as const, isLocal: false })),
    ],
    lines: [...groups.flatMap((group) => group.lines), ...spread(lines, all)],
    width,
    height: bottom,
  }
}

/** What stands at the right: shared instances, and every other one that is not on one of the servers drawn. */
function remotesOf({ servers, instances }: Omit<MapInput, "old">): Set<string> {
  const here = new Set(servers.map(({ serverId }) => serverId))
  const owners = new Map(instances.map(({ id, server }) => [id, server?.id]))
  const used = servers.flatMap((server) =>
    server.units
      .flatMap(({ connections }) => connections)
      .filter((connection) => {
        const owner = owners.get(connection.instanceId ?? "")
        return owner ? !here.has(owner) : !isOnServer(connection, server)
      })
      .map((connection) => instanceKey(connection, server)),
  )
  return new Set([...instances.filter(({ kind }) => kind === "shared").map(({ id }) => id), ...used])
}

type Remotes = { remotes: ReadonlySet<string>; groups: readonly Group[]; byId: Map<string, RedisInstanceRowView> }

/** Each as near as may be to the middle of those that are connected to it, none on another. */
function placeRemotes({ remotes, groups, byId }: Remotes, at: { x: number; width: number; height: number }): Box[] {
  const wanted = [...remotes].map((key) => {
    const ends = groups.flatMap((group) => group.ends.filter((end) => end.to === key))
    const middle = ends.length > 0 ? ends.reduce((sum, end) => sum + end.y, 0) / ends.length : at.height / 2
    const sockets = ends.reduce((sum, end) => sum + end.sockets, 0)
    const wrong = ends.filter((end) => end.look === "wrong").reduce((sum, end) => sum + end.sockets, 0)
    const instance = byId.get(key) ?? null
    const height = wrong > 0 ? 124 : 104
    return { id: key, instance, name: instance ? null : key, x: at.x, width: at.width, height, middle, sockets, wrong }
  })
  wanted.sort((a, b) => a.middle - b.middle || a.id.localeCompare(b.id))
  const total = wanted.reduce((sum, box) => sum + box.height + REMOTE_GAP, -REMOTE_GAP)
  let from = 0
  return wanted.map(({ middle, ...box }, index) => {
    const rest = wanted.slice(index).reduce((sum, one) => sum + one.height + REMOTE_GAP, -REMOTE_GAP)
    const latest = Math.max(from, Math.max(at.height, total) - rest)
    const y = Math.min(latest, Math.max(from, middle - box.height / 2))
    from = y + box.height + REMOTE_GAP
    return { ...box, y }
  })
}

type Join = MapLine & { start: { x: number; y: number }; edge: number; lead: string }

function joinRemotes(group: Group, boxes: Map<string, Box>, edge: number): Join[] {
  return group.ends.flatMap((end) => {
    if (!boxes.has(end.to)) return []
    const { id, from, to, look, x, y, lead } = end
    return [{ id, from, to, look, path: "", start: { x, y }, edge, lead }]
  })
}

/** Lines that end at one instance come in beside each other, in the order in which they leave: none crosses another. */
function spread(joins: Join[], boxes: Map<string, Box>): MapLine[] {
  return joins.map(({ start, edge, lead, ...line }) => {
    const box = boxes.get(line.to)
    const beside = joins.filter(({ to }) => to === line.to).sort((a, b) => a.start.y - b.start.y)
    if (!box) return line
    const step = Math.min(24, (box.height - 24) / beside.length)
    const at = beside.findIndex(({ id }) => id === line.id) - (beside.length - 1) / 2
    const y = box.y + box.height / 2 + at * step
    // One of a neighbour: round its right side.
    if (box.x < edge) {
      const end = box.x + box.width
      return { ...line, path: `${lead}H${edge}C${edge + 64} ${start.y} ${edge + 64} ${y} ${edge} ${y}H${end}` }
    }
    const middle = (edge + box.x) / 2
    return { ...line, path: `${lead}H${edge - 8}C${middle} ${start.y} ${middle} ${y} ${box.x - 8} ${y}H${box.x}` }
  })
}

/** What the numbers of a unit say: sockets as they should be, and those that are not. */
export function socketsOf({ connections }: Pick<TopologyUnitView, "connections">): { right: number; wrong: number } {
  const wrong = connections.filter(isWrong).reduce((sum, { sockets }) => sum + sockets, 0)
  return { right: connections.reduce((sum, { sockets }) => sum + sockets, 0) - wrong, wrong }
}
