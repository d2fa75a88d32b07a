// One server of the map: its units below each other, its own Redis beside them, and what leaves it at the right.
import type { RedisInstanceRowView, TopologyServerView, TopologyUnitView } from "@signalbox/domain/redis/schema"
import { instanceKey, isOnServer } from "./map-instances.ts"
import { isWrong } from "./redis-words.ts"

/** How a line is drawn: to a Redis of the same server, to a shared one, wrong, named by no env, or seen too long ago. */
export type Look = "local" | "shared" | "wrong" | "unnamed" | "old"

export type Box = {
  id: string
  /** Null for one that was not looked at; then `name` says where it is. */
  instance: RedisInstanceRowView | null
  name: string | null
  x: number
  y: number
  width: number
  height: number
  sockets: number
  wrong: number
}

export type MapNode = { id: string; x: number; y: number; width: number; height: number } & (
  | {
      kind: "server"
      server: TopologyServerView
      isOld: boolean
      /** Of its head, up to what stands at the right of it. */
      headWidth: number
    }
  | { kind: "unit"; server: TopologyServerView; unit: TopologyUnitView; isOld: boolean }
  | ({ kind: "redis"; isLocal: boolean } & Box)
  | { kind: "wrong"; text: string; server: TopologyServerView; unit: TopologyUnitView; isOld: boolean }
)

export type MapLine = { id: string; from: string; to: string; look: Look; path: string }

/** Where a line leaves the group, and how it came there. */
export type End = {
  id: string
  from: string
  to: string
  look: Look
  sockets: number
  x: number
  y: number
  lead: string
}

export type Group = {
  nodes: MapNode[]
  lines: MapLine[]
  ends: End[]
  locals: Map<string, Box>
  height: number
}

const PAD = 14
const HEAD = 36
const UNIT_HEIGHT = 27
const UNIT_STEP = 33
const LOCAL_HEIGHT = 72
const LOCAL_STEP = 80
const PILL_HEIGHT = 24
const PILL_WIDTH_MAX = 232
const PILL_STEP = 30
const EMPTY_HEIGHT = 72

type ServerInput = { server: TopologyServerView; byId: Map<string, RedisInstanceRowView>; isOld: boolean }
type Place = { x: number; y: number; width: number }

export function drawServer({ server, byId, isOld }: ServerInput, { x, y, width }: Place): Group {
  const unitWidth = Math.min(260, Math.max(124, width * 0.39))
  const localWidth = Math.min(220, Math.max(138, width * 0.34))
  const leaves = (unit: TopologyUnitView) => unit.connections.some((one) => !isWrong(one) && !isOnServer(one, server))
  // Those that leave stand last: their lines then pass below the local Redis.
  const units = [...server.units.filter((unit) => !leaves(unit)), ...server.units.filter(leaves)]
  const staying = units.filter((unit) => !leaves(unit)).length
  const localKeys = localsOf(server)
  const wrongs = units.flatMap((unit) => unit.connections.filter(isWrong).map((connection) => ({ unit, connection })))
  const localsFrom = Math.max(HEAD + 6, 8 + wrongs.length * PILL_STEP + 4)
  const needed = localsFrom - HEAD + localKeys.length * LOCAL_STEP
  const top = Math.max(staying * UNIT_STEP, localKeys.length + wrongs.length > 0 ? needed : 0)
  const height = Math.max(HEAD + top + (units.length - staying) * UNIT_STEP + 6, units.length === 0 ? EMPTY_HEIGHT : 0)

  const localX = x + width - PAD - localWidth
  const slack = Math.max(0, (HEAD + top - localsFrom - localKeys.length * LOCAL_STEP) / 2)
  const locals = new Map(
    localKeys.map((key, at) => {
      const instance = byId.get(key) ?? null
      const ends = units.flatMap((unit) => unit.connections.filter((one) => instanceKey(one, server) === key))
      const box: Box = {
        id: key,
        instance,
        name: instance ? null : key.slice(key.indexOf(" ") + 1),
        x: localX,
        y: y + localsFrom + slack + at * LOCAL_STEP,
        width: localWidth,
        height: LOCAL_HEIGHT,
        sockets: ends.reduce((sum, end) => sum + end.sockets, 0),
        wrong: ends.filter(isWrong).reduce((sum, end) => sum + end.sockets, 0),
      }
      return [key, box]
    }),
  )
  const group: Group = { nodes: [], lines: [], ends: [], locals, height }
  const unitsEnd = x + PAD + unitWidth
  const pillX = Math.max(unitsEnd + 24, Math.min(localX - 36, unitsEnd + 52))
  const headWidth = wrongs.length > 0 ? pillX - x - 8 : width - 2
  group.nodes.push({ id: server.serverId, kind: "server", server, isOld, headWidth, x, y, width, height })
  const rowOf = new Map<TopologyUnitView, { x: number; y: number; id: string }>()
  units.forEach((unit, at) => {
    const row = at < staying ? at * UNIT_STEP : top + (at - staying) * UNIT_STEP
    const node = { id: `${server.serverId} ${unit.unit}`, x: x + PAD, y: y + HEAD + row, width: unitWidth }
    group.nodes.push({ ...node, kind: "unit", height: UNIT_HEIGHT, server, unit, isOld })
    rowOf.set(unit, { id: node.id, x: node.x + unitWidth, y: node.y + UNIT_HEIGHT / 2 })
  })
  for (const box of locals.values()) group.nodes.push({ ...box, kind: "redis", isLocal: true })
  joinRight(group, { units, rowOf, server, isOld })
  wrongs.forEach(({ unit, connection }, at) => {
    const row = rowOf.get(unit)
    if (!row) return
    const pillWidth = Math.min(PILL_WIDTH_MAX, localX + localWidth - 6 - pillX)
    const pill = {
      x: localX + localWidth - 6 - pillWidth,
      y: y + 8 + at * PILL_STEP,
      width: pillWidth,
      height: PILL_HEIGHT,
    }
    const key = instanceKey(connection, server)
    const id = `${row.id} ${key} ${connection.verdict}`
    group.nodes.push({ ...pill, id, kind: "wrong", text: wrongText(connection), server, unit, isOld })
    const middle = pill.y + PILL_HEIGHT / 2
    const lead = `M${row.x} ${row.y}C${row.x + 25} ${row.y} ${pill.x - 28} ${middle} ${pill.x} ${middle}`
    const look: Look = isOld ? "old" : "wrong"
    const own = locals.get(key)
    const line = { id: `${id} line`, from: row.id, to: key, look }
    if (own) {
      const down = own.x + own.width / 2
      group.lines.push({ ...line, path: `${lead}M${down} ${pill.y + PILL_HEIGHT}V${own.y}` })
    } else group.ends.push({ ...line, sockets: connection.sockets, x: pill.x + pill.width, y: middle, lead })
  })
  return group
}

function wrongText({ verdict, sockets }: { verdict: string; sockets: number }): string {
  const words = sockets === 1 ? "1 socket" : `${sockets} sockets`
  return verdict === "old-process" ? `wrong: ${words}, old process` : `wrong: ${words}`
}

function localsOf(server: TopologyServerView): string[] {
  const keys = new Set(server.localInstanceIds)
  for (const connection of server.units.flatMap(({ connections }) => connections))
    if (isOnServer(connection, server)) keys.add(instanceKey(connection, server))
  return [...keys]
}

type Rows = {
  units: TopologyUnitView[]
  rowOf: Map<TopologyUnitView, { x: number; y: number; id: string }>
  server: TopologyServerView
  isOld: boolean
}

/** The lines of what is as it should be, or at least not known to be wrong. */
function joinRight(group: Group, { units, rowOf, server, isOld }: Rows) {
  const all = units.flatMap((unit) =>
    unit.connections.filter((one) => !isWrong(one)).map((connection) => ({ unit, connection })),
  )
  for (const { unit, connection } of all) {
    const row = rowOf.get(unit)
    if (!row) continue
    const to = instanceKey(connection, server)
    const box = group.locals.get(to)
    const seen: Look = connection.verdict === "no-env" ? "unnamed" : box ? "local" : "shared"
    const look: Look = isOld ? "old" : seen
    const line = { id: `${row.id} ${to} ${connection.verdict}`, from: row.id, to, look }
    if (!box) {
      group.ends.push({ ...line, sockets: connection.sockets, x: row.x, y: row.y, lead: `M${row.x} ${row.y}` })
      continue
    }
    const beside = all.filter((one) => instanceKey(one.connection, server) === to)
    const step = Math.min(14, (box.height - 20) / beside.length)
    const at = beside.findIndex((one) => one.unit === unit && one.connection === connection) - (beside.length - 1) / 2
    const y = box.y + box.height / 2 + at * step
    const middle = (row.x + box.x) / 2
    group.lines.push({ ...line, path: `M${row.x} ${row.y}C${middle} ${row.y} ${middle} ${y} ${box.x} ${y}` })
  }
}
