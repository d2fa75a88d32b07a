import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, test } from "node:test"
import type { RedisObserved } from "@signalbox/protocol/redis"
import { createDomainWorld, type DomainWorld } from "../testing/domain-world.ts"
import { testLook, testPing, testSockets } from "../testing/redis-world.ts"
import { getRedis } from "./get-redis.ts"
import { listRedis } from "./list-redis.ts"
import { recordRedisObserved } from "./record-redis-observed.ts"
import { recordRedisSockets } from "./record-redis-sockets.ts"
import { redisClients } from "./redis-clients.ts"
import { redisInfo } from "./redis-info.ts"
import { redisLatency } from "./redis-latency.ts"
import { redisQueues } from "./redis-queues.ts"
import { redisSlowLog } from "./redis-slow-log.ts"
import { ListRedisInput, RedisQueuesInput } from "./schema.ts"

const LOCAL = "127.0.0.1:6379"
let world: DomainWorld
before(async () => {
  world = await createDomainWorld()
})
after(() => world.close())

const see = (serverId: string, instance: string, more?: Partial<RedisObserved>) =>
  recordRedisObserved(world.ctx, serverId, testLook(instance, more))
const later = (ms: number) => {
  world.time.now = new Date(world.time.now.getTime() + ms)
}
const list = (input: object) => listRedis(world.ctx, ListRedisInput.parse(input))
const get = (instanceId: string) => getRedis(world.ctx, { instanceId })
const idOf = async (host: string) => (await world.db.redisInstance.findFirstOrThrow({ where: { host } })).id

test("an instance is shown as it was last seen, and as unknown once nobody looked for more than a minute", async () => {
  const serverId = await world.addServer("stale-1")
  await see(serverId, LOCAL)
  later(60_000)
  const [row] = (await list({ serverId })).items
  assert.deepEqual(
    [row?.state, row?.server?.name, row?.version, row?.usedBytes, row?.maxBytes, row?.clients, row?.keys],
    ["up", "stale-1", "8.0.2", 1_000, 0, 3, 4],
  )
  assert.deepEqual([row?.hitRate, row?.eviction, row?.product], [0.75, "noeviction", "redis"])
  later(1)
  const [old] = (await list({ serverId })).items
  assert.deepEqual([old?.state, old?.usedBytes, old?.asOf], ["unknown", 1_000, row?.asOf])
})

test("a shared instance is up as long as one server sees it up; who cannot is named with what it says", async () => {
  const [good, bad, gone] = [await world.addServer("w-a"), await world.addServer("w-b"), await world.addServer("w-c")]
  await see(gone, "198.51.100.30:6379")
  later(61_000)
  await see(good, "198.51.100.30:6379")
  later(1_000)
  await see(bad, "198.51.100.30:6379", { state: "down", fault: "no route", facts: null })
  const view = await get(await idOf("198.51.100.30"))
  assert.deepEqual([view.state, view.fault, view.version, view.server], ["up", null, "8.0.2", null])
  assert.equal(view.facts?.version, "8.0.2")
  assert.deepEqual(
    view.watchers.map(({ serverName, state }) => [serverName, state]),
    [
      ["w-a", "up"],
      ["w-b", "down"],
      ["w-c", "unknown"],
    ],
  )
  later(59_500)
  await see(bad, "198.51.100.30:6379", { state: "down", fault: "no route", facts: null })
  const down = await get(await idOf("198.51.100.30"))
  assert.deepEqual([down.state, down.fault, down.usedBytes], ["down", "no route", null])
})

test("what nobody looked at is not found, or unknown with no figures", async () => {
  await assert.rejects(get(randomUUID()), { code: "not-found" })
  for (const ask of [redisClients, redisSlowLog]) {
    await assert.rejects(ask(world.ctx, { instanceId: randomUUID() }), { code: "not-found" })
  }
  const { id } = await world.db.redisInstance.create({
    data: { kind: "shared", host: "never", port: 1, name: "never", isNamed: true },
  })
  const view = await get(id)
  assert.deepEqual([view.state, view.asOf, view.keys, view.latency.p50Micros], ["unknown", null, null, null])
  assert.deepEqual([view.facts, view.clients, view.queues, view.watchers], [null, [], [], []])
})

test("lists are given page by page, each instance once, also where many have the same name", async () => {
  for (const name of ["p-1", "p-2", "p-3", "p-4", "p-5"]) await see(await world.addServer(name), "127.0.0.1:7777")
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await list({ text: "127.0.0.1:7777", limit: 2, cursor })
    assert.equal(page.total, 5)
    pages.push(page.items.map(({ server }) => server?.name ?? ""))
    cursor = page.nextCursor
  } while (cursor)
  assert.deepEqual(
    pages.map(({ length }) => length),
    [2, 2, 1],
  )
  assert.deepEqual(pages.flat().sort(), ["p-1", "p-2", "p-3", "p-4", "p-5"])
  const unknown = Buffer.from(JSON.stringify(randomUUID())).toString("base64url")
  for (const bad of ["eA", unknown]) await assert.rejects(list({ cursor: bad }), { code: "invalid-input" })
  assert.deepEqual((await list({ kind: "shared", text: "p-1" })).items, [])
  assert.equal((await list({ kind: "local", text: "P-1" })).total, 1)
})

test("queues of all instances are one list, by page", async () => {
  const celery = (db: number, keyPrefix: string) => ({
    ...{ kind: "celery", db, keyPrefix, exchanges: [], queues: [{ name: "celery", waiting: db }] },
    ...{ unacked: 0, scheduled: 0, oldestUnackedMs: null, workers: 1 },
  })
  const serverId = await world.addServer("q-1")
  await see(serverId, "q.example:6379", { queues: [celery(2, "b"), celery(1, ""), celery(2, "a")] as never })
  await see(serverId, "127.0.0.1:6400", { queues: [celery(0, "")] as never })
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await redisQueues(world.ctx, RedisQueuesInput.parse({ limit: 1, cursor }))
    assert.equal(page.total, 4)
    for (const { instanceName, queue } of page.items) {
      seen.push(`${instanceName} ${queue.db} ${queue.kind === "celery" ? queue.keyPrefix : ""}`)
    }
    cursor = page.nextCursor
  } while (cursor)
  assert.deepEqual(seen, ["127.0.0.1:6400 0 ", "q.example:6379 1 ", "q.example:6379 2 a", "q.example:6379 2 b"])
  const one = await redisQueues(world.ctx, RedisQueuesInput.parse({ instanceId: await idOf("q.example") }))
  assert.equal(one.total, 3)
})

test("clients are joined to the server whose address they come from, and to the units that hold the sockets", async () => {
  const [a, b, c] = [await world.addServer("c-a"), await world.addServer("c-b"), await world.addServer("c-c")]
  const bridge = "172.17.0.1"
  const facts = (addresses: string[]) => ({
    ...{ hostname: "h", os: "o", kernel: "k", arch: "x64", cpus: 1, memoryBytes: 1, supervisor: "systemd" },
    ...{ addresses, bootId: "b" },
  })
  await world.db.server.update({ where: { id: a }, data: { address: "198.51.100.41" } })
  await world.db.server.update({ where: { id: b }, data: { facts: facts(["10.0.0.2", bridge]) } })
  await world.db.server.update({ where: { id: c }, data: { facts: facts(["10.0.0.3", bridge]) } })
  await recordRedisSockets(
    world.ctx,
    a,
    testSockets({
      "web.service": [{ instance: "clients.example:6379", sockets: 2 }, { instance: LOCAL }],
      "idle.service": [],
    }),
  )
  const group = (address: string, count: number) => ({ address, count, blocked: 0, oldestSeconds: 1, names: [] })
  const clientGroups = [
    ...[group("10.0.0.2", 1), group("::ffff:198.51.100.41", 3), group(bridge, 2), group("203.0.113.9", 5)],
  ]
  await see(a, "clients.example:6379", { clientGroups })
  const rows = await redisClients(world.ctx, { instanceId: await idOf("clients.example") })
  assert.deepEqual(
    rows.map(({ address, server, units }) => [address, server?.name ?? null, units]),
    [
      ["203.0.113.9", null, []],
      ["::ffff:198.51.100.41", "c-a", [{ unit: "web.service", sockets: 2 }]],
      [bridge, null, []],
      ["10.0.0.2", "c-b", []],
    ],
  )
  await see(c, LOCAL, { clientGroups: [group("127.0.0.1", 1)] })
  const own = await world.db.redisInstance.findFirstOrThrow({ where: { serverId: c } })
  assert.equal((await redisClients(world.ctx, { instanceId: own.id }))[0]?.server?.name, "c-c")
})

test("latency is told for each server, added up over its minutes, and never from more than the window", async () => {
  const [a, b] = [await world.addServer("l-a"), await world.addServer("l-b")]
  const ping = (serverId: string, micros: number[], timeouts = 0) =>
    see(serverId, "latency.example:6379", { ping: testPing({ micros, timeouts, overMs: 30_000 }) })
  world.time.now = new Date("2026-11-21T10:00:00.000Z")
  await ping(a, [9_000_000])
  world.time.now = new Date("2026-11-21T10:10:00.000Z")
  await ping(a, [100, 100, 100], 1)
  world.time.now = new Date("2026-11-21T10:11:00.000Z")
  await ping(a, [500])
  await ping(b, [70_000])
  const instanceId = await idOf("latency.example")
  const [ofA, ofB, ...more] = await redisLatency(world.ctx, { instanceId, windowMs: 600_000 })
  assert.deepEqual([ofA?.serverName, ofB?.serverName, more.length], ["l-a", "l-b", 0])
  assert.deepEqual([ofA?.count, ofA?.p50Micros, ofA?.maxMicros, ofA?.watchedMs], [4, 100, 500, 60_000])
  assert.deepEqual([ofA?.timeouts, ofA?.timeoutsPerHour], [1, 60])
  assert.deepEqual([ofB?.timeoutsPerHour, ofB?.count], [null, 1], "half a minute says nothing of an hour")
  assert.deepEqual(
    ofA?.points.map(({ at, timeouts, p50Micros }) => [at, timeouts, p50Micros]),
    [
      ["2026-11-21T10:10:00.000Z", 1, 100],
      ["2026-11-21T10:11:00.000Z", 0, 500],
    ],
  )
  const view = await get(instanceId)
  assert.deepEqual([view.latency.count, view.latency.maxMicros], [6, 9_000_000], "fifteen minutes, all servers")
  const long = await redisLatency(world.ctx, { instanceId, windowMs: 86_400_000 })
  assert.deepEqual(
    long[0]?.points.map(({ at }) => at),
    ["2026-11-21T10:00:00.000Z"],
  )
})

test("INFO is asked through a connected agent that looks at the instance, and its fields are explained", async () => {
  const [a, b] = [await world.addServer("i-a"), await world.addServer("i-b")]
  await see(a, "info.example:6379")
  later(1_000)
  await see(b, "info.example:6379")
  world.online.delete(b)
  const asked: unknown[] = []
  const agents = {
    isOnline: (serverId: string) => world.online.has(serverId),
    async request(serverId: string, name: string, message: unknown) {
      asked.push([serverId, name, message])
      const fields = ["maxmemory", "made_up"].map((field) => ({ name: field, value: "0" }))
      return { at: 1e300, sections: [{ name: "memory", fields }] } as never
    },
  }
  const instanceId = await idOf("info.example")
  const view = await redisInfo({ ...world.ctx, agents }, { instanceId })
  assert.deepEqual(asked, [[a, "redis.info", { instance: "info.example:6379" }]])
  assert.equal(view.serverName, "i-a")
  const [limit, unknown] = view.sections[0]?.fields ?? []
  assert.match(limit?.meaning ?? "", /limit in bytes/)
  assert.equal(unknown?.meaning, null)
  world.online.delete(a)
  await assert.rejects(redisInfo({ ...world.ctx, agents }, { instanceId }), { code: "server-offline" })
})
