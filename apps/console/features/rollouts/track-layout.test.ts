import assert from "node:assert/strict"
import { test } from "node:test"
import type { RolloutTargetView } from "@signalbox/domain/rollouts/schema"
import type { ChangeStatus } from "@signalbox/domain/status"
import type { Batch } from "./rollout-batches.ts"
import { layOutTrack, type Track } from "./track-layout.ts"
import { leadingStatus, sectionsOf, statusCounts } from "./track-sections.ts"

let made = 0
function target(batch: number, status: ChangeStatus = "pending"): RolloutTargetView {
  made += 1
  return {
    serverId: `id-${made}`,
    serverName: `dl-${made}`,
    serverHue: 1,
    isOnline: true,
    batch,
    status,
    step: "",
    fromNumber: 13,
    toNumber: 14,
    restoresNumber: null,
    checksPassed: 0,
    checksTotal: 0,
    startedAt: null,
    finishedAt: null,
    problem: null,
    hasEvidence: false,
  }
}

const batches = (...sizes: number[]): Batch[] =>
  sizes.map((size, at) => ({
    number: at + 1,
    isCanary: at === 0,
    targets: Array.from({ length: size }, () => target(at + 1)),
    gate: { state: "closed", at: null, failures: 0 },
  }))
const servers = (all: ReturnType<typeof sectionsOf>) =>
  all.flatMap((section) => section.roads.flatMap((road) => (road.target ? [road.target] : (road.rest ?? []))))

test("however many batches, each server stands on the track once and the section under way is never folded", () => {
  for (const number of [1, 2, 3, 4, 5, 12, 40]) {
    for (let current = 1; current <= number; current += 1) {
      const all = batches(...Array.from({ length: number }, () => 2))
      const sections = sectionsOf(all, current, 4)
      assert.ok(sections.length <= 4, `${number} batches, ${sections.length} sections`)
      assert.equal(new Set(servers(sections)).size, number * 2)
      assert.equal(sections.filter((section) => section.isNow).length, 1)
    }
  }
})

test("a batch of many shows those in trouble for themselves", () => {
  const batch = { ...(batches(1)[0] as Batch), targets: Array.from({ length: 30 }, () => target(1, "applied")) }
  batch.targets[17] = target(1, "stuck")
  batch.targets[23] = target(1, "rolled-back")
  const [section] = sectionsOf([batch], 1, 3)
  const own = section?.roads.flatMap((road) => (road.target ? [road.target.status] : []))
  assert.ok(own?.includes("stuck") && own.includes("rolled-back"))
  assert.equal(statusCounts(section?.roads.at(-1)?.rest ?? []), "27 applied")
})

test("trouble speaks for many before motion, and motion before what is well", () => {
  assert.equal(leadingStatus([target(1, "applied"), target(1, "verifying")]), "verifying")
  assert.equal(leadingStatus([target(1, "verifying"), target(1, "failed")]), "failed")
})

const layOut = (all: Batch[], width = 1_154): Track =>
  layOutTrack(sectionsOf(all, 1, Math.floor(width / 300)), { from: "v13", to: "v14" }, width)

test("everything stands within the width, and every line joins two things that are there", () => {
  for (const width of [640, 900, 1_154, 2_300]) {
    const track = layOut(batches(1, 3, 2, 5, 5, 5), width)
    const ids = new Set(track.nodes.map((node) => node.id))
    assert.equal(ids.size, track.nodes.length)
    for (const node of track.nodes) {
      assert.ok(node.x >= 0 && node.x <= width && node.y >= 0 && node.y <= track.height, node.id)
    }
    for (const line of track.lines) assert.ok(ids.has(line.from) && ids.has(line.to), line.id)
  }
})

test("a server that went back stands on a road that runs back from a buffer stop", () => {
  const all = batches(1, 2)
  const back = target(2, "rolled-back")
  all[1]?.targets.splice(0, 1, back)
  const track = layOut(all)
  const lamp = track.nodes.find((node) => node.kind === "lamp" && node.serverId === back.serverId)
  const stop = track.nodes.find((node) => node.kind === "stop")
  assert.ok(lamp && stop && lamp.y === stop.y && lamp.x < stop.x)
  assert.ok(track.lines.some((line) => line.look === "back"))
})

test("nothing leads on from where a server failed or went back", () => {
  for (const status of ["rolled-back", "failed", "stuck"] as const) {
    const all = batches(1)
    all[0]?.targets.splice(0, 1, target(1, status))
    const road = layOut(all).lines.filter((line) => line.id.startsWith("l-0-0"))
    assert.equal(road.length, 2, "the stretch behind it is missing")
  }
})
