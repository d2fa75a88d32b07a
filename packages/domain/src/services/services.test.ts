import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, test } from "node:test"
import { createDomainWorld, type DomainWorld, testDefinition } from "../testing/domain-world.ts"
import { assignService } from "./assign-service.ts"
import { createService } from "./create-service.ts"
import { getService } from "./get-service.ts"
import { listServices } from "./list-services.ts"
import { removeService } from "./remove-service.ts"
import { CreateServiceInput, ListServicesInput, UpdateServiceInput } from "./schema.ts"
import { unassignService } from "./unassign-service.ts"
import { updateService } from "./update-service.ts"

let world: DomainWorld
before(async () => {
  world = await createDomainWorld()
})
after(() => world.close())

const update = (service: { id: string; revision: number }, more: object) =>
  updateService(
    world.ctx,
    UpdateServiceInput.parse({ ...testDefinition("x"), serviceId: service.id, revision: service.revision, ...more }),
  )
const lastEntry = () => world.db.auditEntry.findFirst({ orderBy: { seq: "desc" } })

test("a service is made as it was described, once under its name, and the log tells by whom", async () => {
  const check = { kind: "http", url: "http://127.0.0.1:3001/api/health/" }
  const input = CreateServiceInput.parse({ ...testDefinition("made"), checks: [check], secretKeys: ["YT_ACCOUNT"] })
  const made = await createService(world.ctx, input)
  assert.deepEqual(await getService(world.ctx, { serviceId: made.id }), made)
  assert.deepEqual(made.checks, [{ ...check, status: 200, timeoutMs: 5_000, withinMs: 20_000 }])
  assert.equal(made.revision, 1)
  const entry = await lastEntry()
  assert.deepEqual([entry?.action, entry?.objectId, entry?.actorName], ["service.create", made.id, "Some operator"])
  assert.ok(world.events.some((event) => event.kind === "service" && event.serviceId === made.id))
  await assert.rejects(createService(world.ctx, input), { code: "already-exists" })
  assert.equal((await lastEntry())?.seq, entry?.seq)
})

test("an unknown dialect, a unit name with a glob, a relative path and a mode for others are refused", () => {
  for (const wrong of [
    { dialects: ["bash"] },
    { dialects: [] },
    { units: ["ytd-*.service"] },
    { units: ["--no-block"] },
    { envPath: "opt/.env" },
    { envPath: "/opt/../etc/shadow" },
    { envMode: "0644" },
  ]) {
    assert.equal(CreateServiceInput.safeParse({ ...testDefinition("bad"), ...wrong }).success, false)
  }
})

test("a unit, dialect or secret key that is named twice is refused", async () => {
  const input = CreateServiceInput.parse({ ...testDefinition("double"), units: ["a.service", "a.service"] })
  await assert.rejects(createService(world.ctx, input), { code: "invalid-input" })
})

test("an update over a stale revision is refused, and what it would have overwritten stays", async () => {
  const service = await world.addService("stale")
  const first = await update(service, { name: "stale", description: "first" })
  assert.deepEqual([first.revision, first.description], [2, "first"])
  await assert.rejects(update(service, { name: "stale", description: "second" }), { code: "stale-revision" })
  assert.equal((await getService(world.ctx, { serviceId: service.id })).description, "first")
  const entry = await lastEntry()
  assert.deepEqual(entry?.after, {
    revision: 2,
    description: "first",
    envPath: "/opt/ytdl/x/.env",
    units: ["x.service"],
  })
  await assert.rejects(update(first, { name: "stale", description: "first" }), { code: "nothing-to-do" })
})

test("a name that another service has is refused in an update too", async () => {
  await world.addService("taken")
  const other = await world.addService("other")
  await assert.rejects(update(other, { name: "taken" }), { code: "already-exists" })
})

test("a selection by label takes the servers that carry all of them now, and leaves out revoked ones", async () => {
  const service = await world.addService("by-label")
  const wanted = await world.addServer("lab-1", { labels: { role: "downloader", provider: "aws" } })
  await world.addServer("lab-2", { labels: { role: "downloader" } })
  await world.addServer("lab-3", { labels: { role: "downloader", provider: "aws" }, revoked: true })
  const view = await assignService(world.ctx, {
    serviceId: service.id,
    labels: { role: "downloader", provider: "aws" },
  })
  assert.deepEqual(
    view.servers.map((server) => server.serverId),
    [wanted],
  )
  assert.deepEqual(view.servers[0]?.labels, { role: "downloader", provider: "aws" })
})

test("F16: an empty selection is an error and never all servers", async () => {
  const service = await world.addService("empty")
  await world.addServer("any-1")
  for (const selection of [{}, { serverIds: [] }, { labels: {} }, { labels: { role: "nobody" } }]) {
    await assert.rejects(assignService(world.ctx, { serviceId: service.id, ...selection }), {
      code: "empty-target-list",
    })
  }
  assert.equal(await world.db.serviceOnServer.count({ where: { serviceId: service.id } }), 0)
})

test("a server that is unknown, named twice or revoked is refused, and then none is assigned", async () => {
  const service = await world.addService("picky")
  const good = await world.addServer("good-1")
  const revoked = await world.addServer("revoked-1", { revoked: true })
  const assign = (serverIds: string[]) => assignService(world.ctx, { serviceId: service.id, serverIds })
  await assert.rejects(assign([good, randomUUID()]), { code: "not-found" })
  await assert.rejects(assign([good, good]), { code: "duplicate-target" })
  await assert.rejects(assign([good, revoked]), { code: "server-revoked" })
  await assert.rejects(assignService(world.ctx, { serviceId: service.id, serverIds: [good], labels: { a: "b" } }), {
    code: "invalid-input",
  })
  await assert.rejects(assignService(world.ctx, { serviceId: randomUUID(), serverIds: [good] }), { code: "not-found" })
  assert.equal(await world.db.serviceOnServer.count({ where: { serviceId: service.id } }), 0)
  assert.equal((await assign([good])).servers.length, 1)
  const entries = await world.db.auditEntry.count()
  assert.equal((await assign([good])).servers.length, 1)
  assert.equal(await world.db.auditEntry.count(), entries, "to assign again is no event")
})

test("a service is removed once nothing runs it, and its name is free again", async () => {
  const service = await world.addService("gone")
  const serverId = await world.addServer("gone-1")
  const id = { serviceId: service.id }
  await assignService(world.ctx, { ...id, serverIds: [serverId] })
  await assert.rejects(removeService(world.ctx, id), { code: "in-use" })
  assert.equal((await unassignService(world.ctx, { ...id, serverId })).servers.length, 0)
  await assert.rejects(unassignService(world.ctx, { ...id, serverId }), { code: "not-found" })
  await removeService(world.ctx, id)
  await assert.rejects(getService(world.ctx, id), { code: "not-found" })
  await assert.rejects(removeService(world.ctx, id), { code: "not-found" })
  assert.notEqual((await world.addService("gone")).id, service.id)
})

test("while a rollout is under way the service keeps its servers and its path", async () => {
  const service = await world.addService("rolling")
  const serverId = await world.addServer("rolling-1")
  await assignService(world.ctx, { serviceId: service.id, serverIds: [serverId] })
  const version = await world.db.envVersion.create({
    data: {
      ...{ serviceId: service.id, serverId, number: 1, origin: "save", owner: "ytdl", group: "ytdl", mode: "0600" },
      ...{ sealedText: new Uint8Array(1), sealedHash: new Uint8Array(1), authorId: "u", authorName: "u" },
    },
  })
  await world.db.rollout.create({
    data: {
      ...{
        kind: "env",
        serviceId: service.id,
        title: "t",
        strategy: {},
        definition: {},
        createdById: "u",
        createdByName: "u",
      },
      targets: {
        create: { serverId, batch: 1, position: 0, toVersionId: version.id, state: "applying", step: "Restarts" },
      },
    },
  })
  const id = { serviceId: service.id }
  await assert.rejects(unassignService(world.ctx, { ...id, serverId }), { code: "rollout-in-progress" })
  await assert.rejects(removeService(world.ctx, id), { code: "rollout-in-progress" })
  await assert.rejects(update(service, { name: "rolling", envPath: "/opt/elsewhere/.env" }), {
    code: "rollout-in-progress",
  })
  const view = await getService(world.ctx, id)
  assert.deepEqual(view.servers[0]?.change, { rolloutNumber: 1, status: "applying", step: "Restarts" })
  const { items } = await listServices(world.ctx, ListServicesInput.parse({ text: "ROLLING" }))
  assert.deepEqual(items[0]?.spread, [{ number: null, servers: 1 }])
  assert.deepEqual([items[0]?.servers, items[0]?.behind], [1, 1])
})

test("services are listed page by page in order of their names", async () => {
  const all = await listServices(world.ctx, ListServicesInput.parse({}))
  const names = all.items.map((item) => item.name)
  assert.deepEqual(names, [...names].sort())
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await listServices(world.ctx, ListServicesInput.parse({ limit: 3, cursor }))
    seen.push(...page.items.map((item) => item.name))
    cursor = page.nextCursor
  } while (cursor)
  assert.deepEqual(seen, names)
})

test("a viewer is told that it may change nothing, an operator that it may", async () => {
  const { id } = await world.addService("may")
  const none = { update: false, remove: false, edit: false, rollOut: false }
  assert.deepEqual((await getService(world.as("viewer"), { serviceId: id })).may, none)
  assert.equal((await getService(world.as("operator"), { serviceId: id })).may.edit, true)
})

test("what the database could not keep is refused as input", async () => {
  const nul = String.fromCharCode(0)
  assert.equal(CreateServiceInput.safeParse({ ...testDefinition("nul"), description: `a${nul}` }).success, false)
  const check = { kind: "journal-shows", unit: "a.service", pattern: `a${nul}` }
  const input = CreateServiceInput.parse({ ...testDefinition("nul"), checks: [check] })
  await assert.rejects(createService(world.ctx, input), { code: "invalid-input" })
})
