import assert from "node:assert/strict"
import { after, before, beforeEach, test } from "node:test"
import { createTestDatabase, type TestDatabase } from "@signalbox/prisma/testing"
import type { Actor } from "../access/schema.ts"
import { type AuditInput, appendAudit } from "./append-audit.ts"
import { EnvFacts } from "./facts.ts"
import { listAudit } from "./list-audit.ts"
import { ListAuditInput } from "./schema.ts"
import { verifyAudit } from "./verify-audit.ts"

const actor: Actor = { kind: "user", id: "u1", name: "Ada", role: "operator", address: "198.51.100.7" }
const clock = { now: () => new Date("2026-11-20T10:00:00Z") }
let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(() => asOwner('TRUNCATE "AuditEntry"'))

function entry(name: string): AuditInput {
  return {
    actor,
    action: "service.create",
    object: { kind: "service", id: name, name },
    result: "done",
    after: { name },
  }
}

function append(input: AuditInput) {
  return database.db.$transaction((tx) => appendAudit(tx, input))
}

/** What somebody does who owns the database and so may take the guards off it. */
async function asOwner(sql: string) {
  await database.db.$transaction([
    database.db.$executeRawUnsafe('ALTER TABLE "AuditEntry" DISABLE TRIGGER USER'),
    database.db.$executeRawUnsafe(sql),
    database.db.$executeRawUnsafe('ALTER TABLE "AuditEntry" ENABLE TRIGGER USER'),
  ])
}

const verify = () => verifyAudit({ db: database.db, clock })
const list = (input: object) => listAudit({ db: database.db }, ListAuditInput.parse(input))

test("entries that are made at the same moment are numbered without a gap and make one chain", async () => {
  await Promise.all(Array.from({ length: 40 }, (_, index) => append(entry(`s${index}`))))
  const rows = await database.db.auditEntry.findMany({ orderBy: { seq: "asc" } })
  assert.deepEqual(
    rows.map((row) => row.seq),
    Array.from({ length: 40 }, (_, index) => index + 1),
  )
  assert.deepEqual(await verify(), {
    isIntact: true,
    verifiedTo: 40,
    entries: 40,
    brokenAt: null,
    at: "2026-11-20T10:00:00.000Z",
  })
})

test("an effect that fails after its entry leaves neither, and no gap", async () => {
  await append(entry("one"))
  await assert.rejects(
    database.db.$transaction(async (tx) => {
      await appendAudit(tx, entry("two"))
      throw new Error("the effect failed")
    }),
  )
  assert.equal(await append(entry("three")), 2)
})

test("one entry is found by its number, however many came after it", async () => {
  for (let index = 1; index <= 6; index += 1) await append(entry(`s${index}`))
  const found = await list({ seq: 2, limit: 1 })
  assert.deepEqual(
    found.items.map((item) => item.object.name),
    ["s2"],
  )
  assert.deepEqual((await list({ seq: 7, limit: 1 })).items, [])
})

test("F70: an effect whose entry cannot be made does not happen", async () => {
  await asOwner('ALTER TABLE "AuditEntry" ADD CONSTRAINT blocked CHECK ("objectName" <> \'blocked\')')
  await assert.rejects(
    database.db.$transaction(async (tx) => {
      await tx.rateLimit.create({ data: { id: "effect", key: "effect", count: 1, lastRequest: 0 } })
      await appendAudit(tx, entry("blocked"))
    }),
  )
  assert.equal(await database.db.rateLimit.count(), 0)
})

test("F70: the database itself refuses to change or remove an entry", async () => {
  await append(entry("one"))
  await assert.rejects(database.db.auditEntry.update({ where: { seq: 1 }, data: { actorName: "Eve" } }))
  await assert.rejects(database.db.auditEntry.delete({ where: { seq: 1 } }))
})

const swap = (column: string) =>
  `UPDATE "AuditEntry" a SET "${column}" = b."${column}" FROM "AuditEntry" b WHERE (a.seq, b.seq) IN ((2, 3), (3, 2))`
for (const [what, sql, brokenAt] of [
  ["an entry with another actor", `UPDATE "AuditEntry" SET "actorName" = 'Eve' WHERE seq = 3`, 3],
  ["an entry with another detail", `UPDATE "AuditEntry" SET after = '{"name": "x"}' WHERE seq = 2`, 2],
  ["an entry with another time", `UPDATE "AuditEntry" SET at = at + interval '1 ms' WHERE seq = 4`, 4],
  ["a detail that was taken away", `UPDATE "AuditEntry" SET after = NULL WHERE seq = 2`, 2],
  ["an entry removed from the middle", `DELETE FROM "AuditEntry" WHERE seq = 3`, 3],
  ["the first entry removed", `DELETE FROM "AuditEntry" WHERE seq = 1`, 1],
  ["a removed entry whose successors moved up", `DELETE FROM "AuditEntry" WHERE seq = 3; `, 3],
  ["two entries that changed places", swap("objectName"), 2],
  ["another hash", `UPDATE "AuditEntry" SET hash = sha256(hash) WHERE seq = 4`, 4],
] as const) {
  test(`F70: ${what} is found, and where`, async () => {
    for (const name of ["a", "b", "c", "d", "e"]) await append(entry(name))
    await asOwner(sql)
    if (what.includes("moved up")) await asOwner(`UPDATE "AuditEntry" SET seq = seq - 1 WHERE seq > 3`)
    const view = await verify()
    assert.equal(view.isIntact, false)
    assert.equal(view.brokenAt, brokenAt)
    assert.equal(view.verifiedTo, brokenAt - 1)
  })
}

test("of env text an entry tells which keys changed and how, and nothing that a change carries besides", async () => {
  const changes = [
    { key: "REDIS_PASSWORD", kind: "changed" as const, before: "canary-old", after: "canary-new" },
    { key: "PORT", kind: "unchanged" as const, before: "canary-port", after: "canary-port" },
  ]
  const after = EnvFacts.named({ base: EnvFacts.document({ revision: 2, changes, isLayoutOnly: false }) })
  await append({ actor, action: "env.save", object: { kind: "env", id: "s", name: "backend" }, result: "done", after })
  const { items } = await list({})
  assert.deepEqual(items[0]?.after, { base: { revision: 2, keys: { REDIS_PASSWORD: "changed" }, isLayoutOnly: false } })
  assert.ok(!JSON.stringify(items).includes("canary"))
})

test("the log is read page by page, newest first, by actor, object, server, result, time and text", async () => {
  const server = { id: crypto.randomUUID(), name: "dl-fra-1", hue: 1, publicKey: new Uint8Array(1) }
  await database.db.server.create({ data: server })
  for (let index = 0; index < 5; index++) await append(entry(`s${index}`))
  await append({
    actor: { ...actor, id: "u2", name: "Grace" },
    action: "server.revoke",
    object: { kind: "server", id: server.id, name: server.name },
    serverId: server.id,
    result: "refused",
    reason: "stolen laptop",
  })
  const first = await list({ limit: 4 })
  assert.deepEqual(
    first.items.map((item) => item.seq),
    [6, 5, 4, 3],
  )
  const second = await list({ limit: 4, cursor: first.nextCursor })
  assert.deepEqual(
    second.items.map((item) => item.seq),
    [2, 1],
  )
  assert.deepEqual([second.nextCursor, second.total], [undefined, 6])
  assert.deepEqual(first.items[0]?.server, { id: server.id, name: "dl-fra-1" })

  for (const filter of [
    { actor: "u2" },
    { actor: "grace" },
    { action: "server.revoke" },
    { objectKind: "server" },
    { objectId: server.id },
    { serverId: server.id },
    { result: "refused" },
    { text: "LAPTOP" },
  ]) {
    assert.deepEqual(
      (await list(filter)).items.map((item) => item.seq),
      [6],
      JSON.stringify(filter),
    )
  }
  assert.equal((await list({ since: "2100-01-01T00:00:00Z" })).total, 0)
  assert.equal((await list({ until: "2100-01-01T00:00:00Z" })).total, 6)
  await assert.rejects(list({ cursor: "nonsense" }), { code: "invalid-input" })
})

test("F70 an entry with text that the database cannot keep as it is leaves the chain whole", async () => {
  const odd = "half a pair \ud800 and a NUL \u0000"
  await append({ ...entry("s1"), reason: odd, actor: { ...actor, name: odd } })
  await append({ ...entry("s2"), after: { [odd]: [odd], ...JSON.parse('{"__proto__":{"a":"\\ud800"}}') } })
  await append({
    actor,
    action: "env.save",
    object: { kind: "env", id: "e1", name: odd },
    result: "done",
    after: EnvFacts.named({ ["__proto__"]: EnvFacts.key("__proto__") }),
  })
  const view = await verify()
  assert.deepEqual({ isIntact: view.isIntact, verifiedTo: view.verifiedTo }, { isIntact: true, verifiedTo: 3 })
})
