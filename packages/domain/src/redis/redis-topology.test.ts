import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { assignService } from "../services/assign-service.ts"
import { createDomainWorld, type DomainWorld } from "../testing/domain-world.ts"
import { testLook, testSockets } from "../testing/redis-world.ts"
import { listRedis } from "./list-redis.ts"
import { recordRedisObserved } from "./record-redis-observed.ts"
import { recordRedisSockets } from "./record-redis-sockets.ts"
import { redisTopology } from "./redis-topology.ts"
import { ListRedisInput } from "./schema.ts"

const LOCAL = "127.0.0.1:6379"
const SHARED = "198.51.100.50:6379"
let world: DomainWorld
before(async () => {
  world = await createDomainWorld()
})
after(() => world.close())

test("a socket that goes where the env no longer says is told with why, and counted at the instance it goes to", async () => {
  const serverId = await world.addServer("topo-1", { labels: { env: "live" } })
  const other = await world.addServer("topo-2", { labels: { env: "test" } })
  const service = await world.addService("topo", { units: ["web.service", "worker.service"] })
  await assignService(world.ctx, { serviceId: service.id, serverIds: [serverId] })
  await recordRedisObserved(world.ctx, serverId, testLook(LOCAL))
  await recordRedisObserved(world.ctx, serverId, testLook(SHARED))
  await recordRedisObserved(world.ctx, other, testLook(LOCAL))
  const reason = "the process started before its env file was written: restart the unit"
  const old = { instance: SHARED, sockets: 3, verdict: "old-process" as const, reason, pids: [41, 42] }
  const astray = { instance: "elsewhere.example:1", verdict: "other-instance", reason: "says elsewhere" } as const
  const seen = testSockets({
    "web.service": [{ instance: LOCAL, sockets: 2 }, old, { instance: SHARED, sockets: 4 }],
    "own.service": [{ ...astray, runsSince: 1e300 }],
  })
  await recordRedisSockets(world.ctx, serverId, seen)

  const view = await redisTopology(world.ctx, { labels: { env: "live" } })
  const [server, ...more] = view.servers
  assert.deepEqual([server?.serverName, server?.status, more.length], ["topo-1", "online", 0])
  assert.deepEqual(server?.labels, { env: "live" })
  const [web, own] = server?.units ?? []
  assert.deepEqual([web?.serviceId, web?.serviceName, own?.serviceId], [service.id, "topo", null])
  const shared = view.instances.find(({ kind }) => kind === "shared")
  const local = view.instances.find(({ kind }) => kind === "local")
  assert.deepEqual(server?.localInstanceIds, [local?.id])
  assert.equal(local?.server?.id, serverId, "its own and not that of another server at the same address")
  assert.deepEqual(
    web?.connections.map(({ instanceId, verdict, sockets }) => [instanceId, verdict, sockets]),
    [
      [local?.id, "expected", 2],
      [shared?.id, "old-process", 3],
      [shared?.id, "expected", 4],
    ],
  )
  assert.deepEqual([web?.connections[1]?.reason, web?.connections[1]?.pids], [reason, [41, 42]])
  assert.deepEqual([own?.connections[0]?.instanceId, own?.connections[0]?.verdict], [null, "other-instance"])
  assert.deepEqual([view.sharedSockets, view.wrongSockets], [7, 4])
  assert.deepEqual([shared?.wrongSockets, local?.wrongSockets], [3, 0])
  const rows = await listRedis(world.ctx, ListRedisInput.parse({ kind: "shared" }))
  assert.equal(rows.items[0]?.wrongSockets, 3)
})

test("servers by id, those that were never looked at and those that could not be", async () => {
  const [never, hidden] = [await world.addServer("topo-never"), await world.addServer("topo-hidden")]
  await recordRedisSockets(world.ctx, hidden, { at: 0, units: [], fault: "not permitted" })
  const { servers, sharedSockets } = await redisTopology(world.ctx, { serverIds: [never, hidden] })
  assert.deepEqual(
    servers.map(({ serverName, asOf, fault }) => [serverName, asOf !== null, fault]),
    [
      ["topo-hidden", true, "not permitted"],
      ["topo-never", false, null],
    ],
  )
  assert.equal(sharedSockets, 0)
  assert.deepEqual((await redisTopology(world.ctx, { serverIds: [] })).servers, [])
})
