import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { after, before, beforeEach, test } from "node:test"
import { createTestDatabase, type TestDatabase } from "@signalbox/prisma/testing"
import { assertRootKey } from "./assert-root-key.ts"
import { createSealer } from "./sealer.ts"

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(() => database.db.controlKey.deleteMany())

test("F72: a database keeps to the root key that it was first started with", async () => {
  const key = randomBytes(32)
  await assertRootKey(database.db, createSealer(key))
  await assertRootKey(database.db, createSealer(key))
  await assert.rejects(assertRootKey(database.db, createSealer(randomBytes(32))), { code: "sealed-unreadable" })
  assert.equal(await database.db.controlKey.count(), 1)
})

test("of two replicas with different root keys at a new database only one may start", async () => {
  const starts = await Promise.allSettled([1, 2].map(() => assertRootKey(database.db, createSealer(randomBytes(32)))))
  assert.deepEqual(starts.map((start) => start.status).sort(), ["fulfilled", "rejected"])
})

test("a check value that was removed is not made anew under whatever key is there", async () => {
  const sealer = createSealer(randomBytes(32))
  await database.db.controlKey.create({ data: { name: "identity", sealed: sealer.seal("x", "ControlKey/identity") } })
  await assert.rejects(assertRootKey(database.db, sealer), { code: "sealed-unreadable" })
})
