import assert from "node:assert/strict"
import { test } from "node:test"
import type {
  RedisInstanceRowView,
  TopologyConnectionView,
  TopologyServerView,
  TopologyUnitView,
} from "@signalbox/domain/redis/schema"
import type { MapNode } from "./map-group.ts"
import { layOutMap, socketsOf } from "./map-layout.ts"

const instance = (id: string, of: Partial<RedisInstanceRowView> = {}) =>
  ({
    id,
    kind: "local",
    name: "local Redis",
    host: "127.0.0.1",
    port: 6379,
    server: null,
    ...of,
  }) as RedisInstanceRowView

const shared = instance("shared", { kind: "shared", host: "198.51.100.90" })

const connection = (to: string | null, of: Partial<TopologyConnectionView> = {}): TopologyConnectionView => ({
  instanceId: to,
  instance: `${to}:6379`,
  sockets: 1,
  verdict: "expected",
  reason: "",
  pids: [7],
  runsSince: "2026-11-25T09:12:00.000Z",
  ...of,
})

const unit = (name: string, connections: TopologyConnectionView[]): TopologyUnitView => ({
  unit: `${name}.service`,
  serviceId: null,
  serviceName: null,
  isReadable: true,
  processes: 1,
  connections,
  missing: [],
})

const server = (name: string, units: TopologyUnitView[]): TopologyServerView => ({
  serverId: name,
  serverName: name,
  serverHue: 1,
  status: "online",
  labels: {},
  asOf: "2026-11-25T10:00:00.000Z",
  fault: null,
  units,
  localInstanceIds: [`local of ${name}`],
})

const hybrid = (name: string) =>
  server(name, [
    unit("api", [connection(`local of ${name}`)]),
    unit("extractor", [connection("shared")]),
    unit("worker", [connection(`local of ${name}`, { sockets: 4 })]),
  ])

const instancesOf = (servers: TopologyServerView[]) => [
  shared,
  ...servers.map(({ serverId, serverName }) =>
    instance(`local of ${serverId}`, { server: { id: serverId, name: serverName, hue: 1 } }),
  ),
]

const draw = (servers: TopologyServerView[], { width = 780, old = [] as string[] } = {}) =>
  layOutMap({ servers, instances: instancesOf(servers), old: new Set(old) }, width)

const overlap = (a: MapNode, b: MapNode) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

for (const width of [600, 780, 1_880])
  test(`no two boxes of the map stand on each other, and none stands outside it: ${width} pixels`, () => {
    const wrong = server("b", [
      unit("api", [connection("local of b"), connection("shared", { verdict: "old-process", sockets: 2 })]),
      unit("beat", [connection("local of a", { verdict: "other-instance" })]),
      unit("extractor", [connection("shared"), connection("203.0.113.7", { instanceId: null, verdict: "no-env" })]),
    ])
    const map = draw([hybrid("a"), wrong, server("c", [])], { width })
    const boxes = map.nodes.filter(({ kind }) => kind !== "server")
    const groups = map.nodes.filter(({ kind }) => kind === "server")
    for (const layer of [boxes, groups])
      for (const [at, a] of layer.entries())
        for (const b of layer.slice(at + 1)) assert.ok(!overlap(a, b), `${a.id} stands on ${b.id}`)
    for (const node of map.nodes) {
      assert.ok(node.x >= 0 && node.x + node.width <= map.width, `${node.id} stands outside`)
      assert.ok(node.y >= 0 && node.y + node.height <= map.height + 0.01, `${node.id} stands below`)
    }
  })

test("many instances of one small server stand below each other at the right, in the order of their lines", () => {
  const names = ["d", "b", "a", "c"]
  const far = (name: string) => connection(null, { instance: `${name}.example:6379` })
  const units = [...names.map((name) => unit(name, [far(name)])), unit("last", [connection("shared")])]
  const map = draw([server("a", units)])
  const remote = map.nodes.filter((node) => node.kind === "redis" && !node.isLocal)
  for (const [at, box] of remote.entries())
    for (const other of remote.slice(at + 1)) assert.ok(!overlap(box, other), `${box.id} stands on ${other.id}`)
  const order = [...remote].sort((a, b) => a.y - b.y).map(({ id }) => id[0])
  assert.deepEqual(order, [...names, "s"])
  for (const { y, height } of remote) assert.ok(y >= 0 && y + height <= map.height)
})

test("each line says what it is: local, shared, wrong, named by no env, or seen too long ago", () => {
  const one = server("a", [
    unit("api", [connection("local of a")]),
    unit("worker", [connection("shared", { verdict: "other-instance" })]),
    unit("odd", [connection("shared", { verdict: "no-env" })]),
    unit("extractor", [connection("shared")]),
  ])
  const looks = (old: string[]) =>
    draw([one], { old })
      .lines.map(({ from, look }) => `${from.slice(2)} ${look}`)
      .sort()
  assert.deepEqual(looks([]), [
    "api.service local",
    "extractor.service shared",
    "odd.service unnamed",
    "worker.service wrong",
  ])
  assert.ok(looks(["a"]).every((line) => line.endsWith(" old")))
})

test("a loopback address that nobody looked at is another Redis on each server", () => {
  const at = (name: string) => server(name, [unit("api", [connection(null, { instance: "127.0.0.1:6380" })])])
  const redis = draw([at("a"), at("b")]).nodes.filter((node) => node.kind === "redis" && node.instance === null)
  assert.deepEqual(
    redis.map(({ id }) => id),
    ["a 127.0.0.1:6380", "b 127.0.0.1:6380"],
  )
})

test("a neighbour's own Redis stands at the right while the neighbour is not drawn", () => {
  const visitor = server("a", [unit("api", [connection("local of b", { verdict: "other-instance" })])])
  const host = hybrid("b")
  const map = layOutMap({ servers: [visitor], instances: instancesOf([visitor, host]), old: new Set() }, 780)
  const guest = map.nodes.find(({ id }) => id === "local of b")
  assert.ok(guest?.kind === "redis" && !guest.isLocal)
  assert.equal(guest.wrong, 1)
  assert.ok(map.lines.some(({ to, look }) => to === "local of b" && look === "wrong"))
})

test("units that leave their server stand below the others: no line runs through the local Redis", () => {
  const nodes = draw([hybrid("a")]).nodes
  const local = nodes.find(({ id }) => id === "local of a")
  const leaving = nodes.find(({ id }) => id === "a extractor.service")
  assert.ok(local && leaving)
  assert.ok(leaving.y >= local.y + local.height)
})

test("the numbers of a unit tell sockets that are wrong from those that are not", () => {
  const mixed = unit("worker", [
    connection("x", { sockets: 4 }),
    connection("y", { sockets: 2, verdict: "old-process" }),
  ])
  assert.deepEqual(socketsOf(mixed), { right: 4, wrong: 2 })
})
