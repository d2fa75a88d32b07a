import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { RedisClient, RedisFinding, RedisObserved } from "@signalbox/protocol/redis"
import { createDomainWorld, type DomainWorld } from "../testing/domain-world.ts"
import { testFacts, testLook } from "../testing/redis-world.ts"
import { listRedis } from "./list-redis.ts"
import { recordRedisObserved } from "./record-redis-observed.ts"
import { redisLint } from "./redis-lint.ts"
import { ListRedisInput, RedisLintInput } from "./schema.ts"

const LOCAL = "127.0.0.1:6379"
let world: DomainWorld
before(async () => {
  world = await createDomainWorld()
})
after(() => world.close())

const finding = (id: string, severity: RedisFinding["severity"]): RedisFinding => ({
  ...{ id, severity, seen: "s", why: "w", fix: "f" },
})
const FINDINGS = [
  finding("overcommit", "note"),
  finding("no-maxmemory", "warning"),
  finding("evicts-jobs", "danger"),
  finding("no-persistence", "warning"),
]
const see = (serverId: string, instance: string, more: Partial<RedisObserved>) =>
  recordRedisObserved(world.ctx, serverId, testLook(instance, more))
const lint = async (input: object) => redisLint(world.ctx, RedisLintInput.parse(input))
const idOf = async (where: object) => (await world.db.redisInstance.findFirstOrThrow({ where })).id

test("a finding of an instance under a policy comes with what the policy could say instead", async () => {
  const [under, free] = [await world.addServer("lint-a"), await world.addServer("lint-b")]
  const { id: serviceId } = await world.db.service.create({
    data: {
      ...{ kind: "redis", name: "local-redis", envPath: "/etc/redis.conf", envOwner: "redis", envGroup: "redis" },
      ...{ envMode: "0640", dialects: [], units: [], checks: [], assertions: [], secretKeys: [] },
      servers: { create: { serverId: under, isDrifted: true } },
    },
  })
  const usedBytes = 700 * 1_048_576
  await see(under, LOCAL, { findings: FINDINGS })
  await see(free, LOCAL, { findings: FINDINGS })
  const offers = async (serverId: string) => {
    const { items } = await lint({ instanceId: await idOf({ serverId }) })
    return items.map(({ id, offer }) => [id, offer?.changes.map(({ key, value }) => `${key}=${value}`).join() ?? null])
  }
  assert.deepEqual(await offers(under), [
    ["evicts-jobs", "MAXMEMORY_POLICY=noeviction"],
    ["no-maxmemory", "MAXMEMORY=512mb"],
    ["no-persistence", "APPENDONLY=yes"],
    ["overcommit", null],
  ])
  assert.ok((await offers(free)).every(([, offer]) => offer === null))
  const [row] = (await listRedis(world.ctx, ListRedisInput.parse({ serverId: under }))).items
  assert.deepEqual(row?.policy, { serviceId, serviceName: "local-redis", number: null, isDrifted: true })
  assert.deepEqual(row?.findings, { danger: 1, warning: 2, note: 1 })
  const facts = testFacts({ memory: { ...testFacts().memory, usedBytes } })
  await see(under, LOCAL, { findings: FINDINGS, facts })
  assert.deepEqual((await offers(under))[1], ["no-maxmemory", "MAXMEMORY=1536mb"], "never below what is in use")
})

test("the worst is first over all instances, page by page", async () => {
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await lint({ limit: 3, cursor })
    assert.equal(page.total, 8)
    seen.push(...page.items.map(({ severity, id, instanceId }) => `${severity} ${id} ${instanceId}`))
    cursor = page.nextCursor
  } while (cursor)
  assert.equal(new Set(seen).size, 8)
  const severities = seen.map((each) => each.split(" ")[0])
  assert.deepEqual(severities, ["danger", "danger", "warning", "warning", "warning", "warning", "note", "note"])
})

const client = (address: string, more: Partial<RedisClient>): RedisClient => ({
  ...{ id: 1, address, port: 1, name: "", db: 0, ageSeconds: 1, idleSeconds: 0, command: "bzpopmin" },
  ...{ isBlocked: true, user: "default", library: "" },
  ...more,
})
const worker = (queue: string) => `bull:${Buffer.from(queue).toString("base64")}`

test("servers of two environments at work on one queue are found, at two queues or databases not", async () => {
  const live = await world.addServer("env-live", { labels: { env: "live" } })
  const trial = await world.addServer("env-test", { labels: { env: "test" } })
  const plain = await world.addServer("env-none")
  const addresses = new Map<string, string>([
    [live, "198.51.100.71"],
    [trial, "198.51.100.72"],
    [plain, "198.51.100.73"],
  ])
  for (const [id, address] of addresses) await world.db.server.update({ where: { id }, data: { address } })
  const at = (serverId: string, more: Partial<RedisClient>) => client(addresses.get(serverId) ?? "", more)
  const found = async (clients: RedisClient[]) => {
    await see(live, "prefix.example:6379", { clients })
    const { items } = await lint({ instanceId: await idOf({ host: "prefix.example" }) })
    return items.map(({ id, severity, seen }) => `${severity} ${id}: ${seen}`)
  }
  const mail = { name: worker("mail"), db: 2 }
  assert.deepEqual(await found([at(live, mail), at(trial, { ...mail, name: `${mail.name}:w:one` })]), [
    "danger prefix-shared: live (env-live) and test (env-test) both use the queue bull:mail in database 2",
  ])
  assert.deepEqual(await found([at(live, { command: "brpop" }), at(trial, { command: "brpop" })]), [
    "danger prefix-shared: live (env-live) and test (env-test) both use the Celery queues in database 0",
  ])
  const apart: RedisClient[][] = [
    [at(live, mail), at(trial, { ...mail, db: 1 })],
    [at(live, mail), at(trial, { ...mail, name: worker("other") })],
    [at(live, mail), at(live, mail), at(plain, mail)],
    [at(live, mail), client("203.0.113.1", mail)],
    [at(live, {}), at(trial, { command: "get" })],
  ]
  for (const clients of apart) assert.deepEqual(await found(clients), [])
  await see(live, "127.0.0.1:6401", { clients: [at(live, mail), at(trial, mail)] })
  const local = await idOf({ port: 6401 })
  const { items } = await lint({})
  assert.deepEqual(
    items.filter(({ instanceId }) => instanceId === local),
    [],
    "a local one is not shared",
  )
})
