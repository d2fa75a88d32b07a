// Where everything of the track stands, in pixels. Pure: the same rollout in the same width is always the same drawing.
import type { ChangeStatus } from "@signalbox/domain/status"
import type { Gate } from "./rollout-batches.ts"
import { stepMarks } from "./target-words.ts"
import { leadingStatus, type Road, type Section, statusCounts } from "./track-sections.ts"

/** How a stretch of line is drawn: passed, under way, ahead, closed, going back, where it broke. */
export type Look = "done" | "moving" | "ahead" | "off" | "back" | "fail"

export type TrackNode = { id: string; x: number; y: number } & (
  | { kind: "joint" }
  | { kind: "plate"; text: string }
  | { kind: "lamp"; status: ChangeStatus; serverId: string | null }
  | { kind: "stop" }
  | { kind: "gate"; gate: Gate; name: string }
  | { kind: "title"; text: string; width: number }
  | { kind: "phase"; text: string }
  | { kind: "label"; road: RoadWords; width: number; isCentred: boolean }
)

export type RoadWords = { name: string; status: ChangeStatus; says: string; serverId: string | null }
export type TrackLine = { id: string; from: string; to: string; look: Look; path: string }
export type Track = { nodes: TrackNode[]; lines: TrackLine[]; height: number }

const PLATE = 46
const GATE = 92
const BEND = 40
const ROAD_GAP = 44
const HEAD = 30
/** Along the level part of a road: where writing, restarting and verifying stand. */
const PHASES = [0.14, 0.46, 0.82] as const
export const SECTION_WIDTH = 300
const EDGE = 4

type Drawing = { nodes: TrackNode[]; lines: TrackLine[] }
type Place = { x: number; width: number; middle: number }

/** `ends`: what stands on the plates at both ends. `width`: pixels to fill. */
export function layOutTrack(sections: readonly Section[], ends: { from: string; to: string }, width: number): Track {
  const roadsMax = Math.max(1, ...sections.map((section) => section.roads.length))
  const reach = ((roadsMax - 1) / 2) * ROAD_GAP
  const middle = HEAD + Math.max(50, reach + 34)
  const height = middle + Math.max(52, reach + 36)
  const plates = plateWidth(ends.from) + plateWidth(ends.to)
  const each = (width - plates - 2 * EDGE) / Math.max(1, sections.length)
  const drawing: Drawing = { nodes: [], lines: [] }

  let x = EDGE + plateWidth(ends.from)
  drawing.nodes.push({ id: "from", kind: "plate", text: ends.from, x: EDGE + plateWidth(ends.from) / 2, y: middle })
  drawing.nodes.push({ id: "in-0", kind: "joint", x, y: middle })
  let isOpen = sections[0] ? sections[0].gate.state !== "closed" : false
  sections.forEach((section, at) => {
    drawSection(drawing, section, { at, place: { x, width: each, middle }, isOpen, height })
    x += each
    isOpen = section.gate.state === "passed"
  })
  const end = { x: width - EDGE - plateWidth(ends.to) / 2, y: middle }
  drawing.nodes.push({ id: "to", kind: "plate", text: ends.to, ...end })
  return { ...drawing, height }
}

const plateWidth = (text: string) => Math.max(PLATE - 4, text.length * 8 + 16)

type SectionPlace = { at: number; place: Place; isOpen: boolean; height: number }

function drawSection(drawing: Drawing, section: Section, { at, place, isOpen, height }: SectionPlace) {
  const { x, width, middle } = place
  const entry = { id: `in-${at}`, x, y: middle }
  const out = { id: `out-${at}`, x: x + width - GATE, y: middle }
  const next = { id: `in-${at + 1}`, x: x + width, y: middle }
  const gateX = out.x + GATE * 0.52
  drawing.nodes.push({ ...out, kind: "joint" }, { ...next, kind: "joint" })
  drawing.nodes.push({
    id: `title-${at}`,
    kind: "title",
    text: section.title,
    x: (x + out.x) / 2,
    y: 16,
    width: width - 8,
  })
  drawing.nodes.push({
    id: `gate-${at}`,
    kind: "gate",
    gate: section.gate,
    name: section.gateName,
    x: gateX,
    y: middle,
  })

  section.roads.forEach((road, index) => {
    const y = middle + (index - (section.roads.length - 1) / 2) * ROAD_GAP
    drawRoad(drawing, road, { id: `${at}-${index}`, entry, out, y, isOpen, isAlone: section.roads.length === 1 })
  })
  const after: Look = section.gate.state === "passed" ? "done" : "ahead"
  drawing.lines.push({ id: `gate-line-${at}`, from: out.id, to: next.id, look: after, path: level(out, next) })
  if (section.isNow && section.roads.length > 1) drawPhases(drawing, { entry, out, y: height - 12, at })
}

type Point = { id: string; x: number; y: number }

function drawPhases(drawing: Drawing, { entry, out, y, at }: { entry: Point; out: Point; y: number; at: number }) {
  const words = ["write", "restart", "verify"] as const
  words.forEach((text, phase) => {
    drawing.nodes.push({ id: `phase-${at}-${text}`, kind: "phase", text, x: along(entry, out, PHASES[phase] ?? 0), y })
  })
}

const along = (entry: Point, out: Point, part: number) => entry.x + BEND + (out.x - entry.x - 2 * BEND) * part

type RoadPlace = { id: string; entry: Point; out: Point; y: number; isOpen: boolean; isAlone: boolean }

function drawRoad(drawing: Drawing, road: Road, { id, entry, out, y, isOpen, isAlone }: RoadPlace) {
  const words = wordsOf(road)
  const { stretches, lampAt, stopAt } = planRoad(road, { isOpen, isAlone })
  const points: Point[] = [
    entry,
    ...stretches
      .slice(0, -1)
      .map((stretch, index) => ({ id: `p-${id}-${index}`, x: along(entry, out, stretch.to), y })),
    out,
  ]
  for (const point of points.slice(1, -1)) drawing.nodes.push({ ...point, kind: "joint" })
  stretches.forEach(({ look }, index) => {
    const from = points[index]
    const to = points[index + 1]
    // Between the buffer stop and the line ahead there is no way.
    if (!from || !to || look === null) return
    const path =
      index === 0 ? bendOut(from, to, y) : index === stretches.length - 1 ? bendIn(from, to, y) : level(from, to)
    drawing.lines.push({ id: `l-${id}-${index}`, from: from.id, to: to.id, look, path })
  })
  const lampX = along(entry, out, lampAt)
  if (stopAt !== null) drawing.nodes.push({ id: `stop-${id}`, kind: "stop", x: along(entry, out, stopAt), y })
  drawing.nodes.push({
    id: `lamp-${id}`,
    kind: "lamp",
    status: words.status,
    serverId: words.serverId,
    x: lampX,
    y,
  })
  drawing.nodes.push({
    id: `label-${id}`,
    kind: "label",
    road: words,
    isCentred: isAlone,
    x: isAlone ? lampX : entry.x + BEND,
    y,
    width: out.x - entry.x - (isAlone ? 0 : BEND) + (isAlone ? 0 : 8),
  })
}

type Stretch = { to: number; look: Look | null }
type RoadPlan = { stretches: Stretch[]; lampAt: number; stopAt: number | null }

/** The last stretch always ends where the roads meet again. */
function planRoad(road: Road, { isOpen, isAlone }: { isOpen: boolean; isAlone: boolean }): RoadPlan {
  const status = road.target?.status ?? leadingStatus(road.rest ?? [])
  const [write, restart, verify] = PHASES
  const near = isAlone ? 0.5 : 0
  switch (status) {
    case "applied":
      return through(isAlone ? 0.5 : verify, "done", "done")
    case "pending":
      return through(near, isOpen ? "done" : "ahead", "ahead")
    case "unreachable":
    case "expired":
    case "skipped":
      return through(near, "off", "off")
    case "applying":
    case "verifying": {
      const at = phaseOf(road)
      const passed = [0, write, restart][at] ?? 0
      const lampAt = PHASES[at] ?? write
      return {
        stretches: [
          { to: passed, look: "done" },
          { to: lampAt, look: "moving" },
          { to: 1, look: "ahead" },
        ],
        lampAt,
        stopAt: null,
      }
    }
    case "rolled-back":
      return {
        stretches: [
          { to: restart, look: "back" },
          { to: restart + 0.1, look: null },
          { to: 1, look: "ahead" },
        ],
        lampAt: write,
        stopAt: restart,
      }
    case "failed":
    case "stuck": {
      const at = PHASES[phaseOf(road)] ?? write
      return {
        stretches: [
          { to: at, look: "fail" },
          { to: at + 0.08, look: null },
          { to: 1, look: "off" },
        ],
        lampAt: at,
        stopAt: null,
      }
    }
  }
}

const through = (lampAt: number, before: Look, after: Look): RoadPlan => ({
  stretches: [
    { to: lampAt, look: before },
    { to: 1, look: after },
  ],
  lampAt,
  stopAt: null,
})

/** 0 write, 1 restart, 2 verify: the step that moves, or at which it broke. */
function phaseOf({ target }: Road): number {
  if (!target) return 1
  return Math.max(
    0,
    stepMarks(target).findIndex((mark) => mark === "moving" || mark === "failed"),
  )
}

function wordsOf({ target, rest }: Road): RoadWords {
  if (!target)
    return { name: `${rest.length} servers`, status: leadingStatus(rest), says: statusCounts(rest), serverId: null }
  return { name: target.serverName, status: target.status, says: saysOf(target), serverId: target.serverId }
}

function saysOf(target: NonNullable<Road["target"]>): string {
  const { status, step, checksPassed, checksTotal, fromNumber } = target
  if (status === "verifying" && /^puts/i.test(step))
    return `verifying, puts ${fromNumber ? `v${fromNumber}` : "it"} back`
  if (status === "verifying" && checksTotal > 0) return `verifying, ${checksPassed} of ${checksTotal}`
  if (status === "applying" && /^restarts /i.test(step)) return `applying, ${step.slice(9).replace(/\.service$/, "")}`
  return status
}

const level = (from: Point, to: Point) => `M${from.x} ${from.y}H${to.x}`

/** Leaves the line for its own road. */
function bendOut(from: Point, to: Point, y: number): string {
  if (from.y === y) return `M${from.x} ${from.y}H${to.x}`
  const x = from.x
  return `M${x} ${from.y}C${x + 18} ${from.y} ${x + 18} ${y} ${x + BEND} ${y}H${Math.max(to.x, x + BEND)}`
}

/** Joins the line again. */
function bendIn(from: Point, to: Point, y: number): string {
  if (to.y === y) return `M${from.x} ${y}H${to.x}`
  const x = to.x - BEND
  return `M${from.x} ${y}H${Math.max(from.x, x)}C${x + 22} ${y} ${x + 22} ${to.y} ${to.x} ${to.y}`
}
