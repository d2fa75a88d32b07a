import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { LatencyHistogram } from "@signalbox/protocol/latency-histogram"
import { createDomainWorld, type DomainWorld } from "../testing/domain-world.ts"
import { testFacts, testLook, testPing, testSockets } from "../testing/redis-world.ts"
import { pruneRedisMinutes } from "./prune-redis-minutes.ts"
import { recordRedisObserved } from "./record-redis-observed.ts"
import { recordRedisSockets } from "./record-redis-sockets.ts"

const LOCAL = "127.0.0.1:6379"
let world: DomainWorld
before(async () => {
  world = await createDomainWorld()
})
after(() => world.close())

const instances = (host: string) =>
  world.db.redisInstance.findMany({
    where: { host },
    include: { looks: true, minutes: { orderBy: { minute: "asc" } } },
  })
const own = (serverId: string) =>
  world.db.redisInstance.findFirstOrThrow({
    where: { serverId },
    include: { looks: true, minutes: { orderBy: { minute: "asc" } } },
  })
const at = (time: string) => {
  world.time.now = new Date(time)
}
const busy = (connected: number, usedBytes: number) =>
  testFacts({
    clients: { connected, blocked: 0, max: null, rejected: null },
    memory: { ...testFacts().memory, usedBytes },
    uptimeSeconds: usedBytes,
  })

test("a local Redis belongs to the server that told of it, and a page is told that it changed", async () => {
  const [a, b] = [await world.addServer("own-a"), await world.addServer("own-b")]
  for (const serverId of [a, b, a]) await recordRedisObserved(world.ctx, serverId, testLook(LOCAL))
  const [ofA, ofB] = [await own(a), await own(b)]
  assert.notEqual(ofA.id, ofB.id)
  assert.deepEqual([ofA.kind, ofA.name, ofA.host, ofA.port], ["local", LOCAL, "127.0.0.1", 6379])
  assert.equal(await world.db.redisInstance.count({ where: { serverId: a } }), 1)
  assert.ok(world.events.some((event) => event.kind === "redis" && event.serverId === b))
})

test("two agents that see a shared Redis make one instance, and neither overwrites what the other saw", async () => {
  const [a, b] = [await world.addServer("two-a"), await world.addServer("two-b")]
  await Promise.all([
    recordRedisObserved(world.ctx, a, testLook("198.51.100.20:6379")),
    recordRedisObserved(
      world.ctx,
      b,
      testLook("198.51.100.20:6379", { state: "down", fault: "no route", facts: null }),
    ),
  ])
  const [shared, ...more] = await instances("198.51.100.20")
  assert.deepEqual(
    [shared?.kind, shared?.serverId, shared?.name, more.length],
    ["shared", null, "198.51.100.20:6379", 0],
  )
  const states = new Map(shared?.looks.map(({ serverId, look }) => [serverId, (look as { state: string }).state]))
  assert.deepEqual([states.get(a), states.get(b), states.size], ["up", "down", 2])
})

test("an IPv6 address, a socket's path and what no database keeps are taken as they are", async () => {
  const serverId = await world.addServer("odd")
  const nul = String.fromCharCode(0)
  const group = { address: `a${nul}`, count: 1, blocked: 0, oldestSeconds: 0, names: [] }
  await recordRedisObserved(world.ctx, serverId, testLook("[2001:db8::5]:6380", { clientGroups: [group] }))
  await recordRedisObserved(world.ctx, serverId, testLook("/run/redis.sock", { isLocal: true }))
  const [six] = await instances("2001:db8::5")
  assert.deepEqual([six?.port, six?.name], [6380, "[2001:db8::5]:6380"])
  const [path] = await instances("/run/redis.sock")
  assert.deepEqual([path?.port, path?.name, path?.serverId], [0, "/run/redis.sock", serverId])
})

test("looks of one minute of our clock add up, and the next minute begins anew", async () => {
  const serverId = await world.addServer("minutes")
  at("2026-11-20T10:00:05.000Z")
  const first = testLook(LOCAL, {
    facts: busy(9, 500),
    ping: testPing({ micros: [100, 200], timeouts: 1, overMs: 14_000 }),
  })
  await recordRedisObserved(world.ctx, serverId, first)
  at("2026-11-20T10:00:59.999Z")
  const second = testLook(LOCAL, {
    facts: busy(4, 700),
    ping: testPing({ micros: [400], failures: 2, overMs: 15_000 }),
  })
  await recordRedisObserved(world.ctx, serverId, second)
  at("2026-11-20T10:01:00.000Z")
  await recordRedisObserved(world.ctx, serverId, testLook(LOCAL, { state: "down", fault: "refused", facts: null }))
  const { minutes } = await own(serverId)
  assert.deepEqual(
    minutes.map(({ minute }) => minute.toISOString()),
    ["2026-11-20T10:00:00.000Z", "2026-11-20T10:01:00.000Z"],
  )
  const { roundTrips, instanceId: _, serverId: __, minute: ___, ...figures } = minutes[0] ?? assert.fail("no minute")
  const { count, minMicros, maxMicros } = LatencyHistogram.parse(roundTrips)
  assert.deepEqual([count, minMicros, maxMicros], [3, 100, 400])
  assert.deepEqual(figures, {
    ...{ timeouts: 1, failures: 2, watchedMs: 29_000, connections: 9, sockets: null, usedBytes: 700n },
    ...{ opsPerSecond: 5, inputBytes: 10n, outputBytes: 20n, uptimeSeconds: 700 },
  })
  const next = minutes[1]
  assert.deepEqual([next?.watchedMs, next?.connections, next?.usedBytes], [0, null, null], "what was not measured")
})

test("sockets of a minute are those of the server's own units to the instance, the most that were seen", async () => {
  const serverId = await world.addServer("sockets")
  const other = await world.addServer("sockets-other")
  const count = async (sockets: number) => {
    const units = {
      "a.service": [{ instance: LOCAL, sockets }],
      "b.service": [{ instance: LOCAL }, { instance: "h:1" }],
    }
    await recordRedisSockets(world.ctx, serverId, testSockets(units))
    await recordRedisObserved(world.ctx, serverId, testLook(LOCAL))
    return (await own(serverId)).minutes.at(-1)?.sockets
  }
  await recordRedisSockets(world.ctx, other, testSockets({ "a.service": [{ instance: LOCAL, sockets: 50 }] }))
  at("2026-11-20T10:10:00.000Z")
  assert.deepEqual([await count(4), await count(2)], [5, 5])
  at("2026-11-20T10:12:00.000Z")
  await recordRedisObserved(world.ctx, serverId, testLook(LOCAL))
  assert.equal((await own(serverId)).minutes.at(-1)?.sockets, null, "sockets seen two minutes ago say nothing of now")
  assert.equal(await count(0 + 1), 2)
})

test("units that could not be looked at make no count of sockets", async () => {
  const serverId = await world.addServer("unreadable")
  const seen = testSockets({ "a.service": [{ instance: LOCAL }] })
  for (const hidden of [
    { ...seen, fault: "not permitted" },
    { ...seen, units: seen.units.map((unit) => ({ ...unit, isReadable: false })) },
  ]) {
    await recordRedisSockets(world.ctx, serverId, hidden)
    await recordRedisObserved(world.ctx, serverId, testLook(LOCAL))
    assert.equal((await own(serverId)).minutes[0]?.sockets, null)
  }
})

test("figures beyond all bounds are cut off and not refused", async () => {
  const serverId = await world.addServer("bounds")
  const ping = { ...testPing({ timeouts: 2 ** 40 }), from: -1e300, to: 1e300 } as ReturnType<typeof testPing>
  await recordRedisObserved(world.ctx, serverId, testLook(LOCAL, { facts: busy(1, 1e300), ping }))
  const [minute] = (await own(serverId)).minutes
  assert.deepEqual([minute?.timeouts, minute?.watchedMs], [2_147_483_647, 3_600_000])
  assert.deepEqual([minute?.usedBytes, minute?.uptimeSeconds], [BigInt(Number.MAX_SAFE_INTEGER), 2_147_483_647])
})

test("after fourteen days minutes go, and so do instances that nobody named or looked at since", async () => {
  const serverId = await world.addServer("prune")
  at("2026-11-01T10:00:00.000Z")
  for (const host of ["gone", "named", "seen"]) {
    await recordRedisObserved(world.ctx, serverId, testLook(`${host}.example:6379`))
    const firstSeenAt = world.time.now
    await world.db.redisInstance.updateMany({
      where: { host: `${host}.example` },
      data: { firstSeenAt, isNamed: host === "named" },
    })
  }
  at("2026-11-15T10:01:00.000Z")
  await recordRedisObserved(world.ctx, serverId, testLook("seen.example:6379"))
  await pruneRedisMinutes(world.ctx)
  const kept = await Promise.all(["gone", "named", "seen"].map((host) => instances(`${host}.example`)))
  assert.deepEqual(
    kept.map(([instance]) => [instance?.removedAt === null, instance?.minutes.length]),
    [
      [false, 0],
      [true, 0],
      [true, 1],
    ],
  )
})
