import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Client } from "pg"
import { migrateDatabase, migrationLock } from "./migrate.ts"
import { createEmptyTestDatabase, createTestDatabase } from "./testing.ts"

const run = promisify(execFile)
const migrationsDir = fileURLToPath(new URL("../migrations", import.meta.url))

async function emptyDatabase(t: TestContext): Promise<string> {
  const { url, close } = await createEmptyTestDatabase()
  t.after(close)
  return url
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test("of six starters at once, each migration is applied by one", async (t) => {
  const url = await emptyDatabase(t)
  const applied = await Promise.all(Array.from({ length: 6 }, () => migrateDatabase(url)))
  assert.deepEqual(applied.flat(), (await migrationNames()).sort())
  assert.deepEqual(await migrateDatabase(url), [], "a second start applies nothing")
})

test("a starter waits for as long as another one migrates", async (t) => {
  const url = await emptyDatabase(t)
  const other = new Client({ connectionString: url })
  await other.connect()
  await other.query("SELECT pg_advisory_lock($1)", [migrationLock])
  let isDone = false
  const migrated = migrateDatabase(url).finally(() => {
    isDone = true
  })
  const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
  while ((await other.query(waiting)).rowCount === 0) assert.equal(isDone, false, "it did not wait")
  await other.end()
  assert.deepEqual(await migrated, (await migrationNames()).sort())
})

async function migrationNames(): Promise<string[]> {
  return (await readdir(migrationsDir, { withFileTypes: true })).filter((e) => e.isDirectory()).map((e) => e.name)
}

test("a database newer than the program is refused in one sentence, and left as it is", async (t) => {
  const url = await emptyDatabase(t)
  const later = await mkdtemp(join(tmpdir(), "signalbox-later-"))
  t.after(() => rm(later, { recursive: true }))
  await cp(migrationsDir, later, { recursive: true })
  await cp(join(later, "0001_init"), join(later, "9999_later"), { recursive: true })
  await writeFile(join(later, "9999_later", "migration.sql"), "CREATE TABLE later (id int);\n")
  await migrateDatabase(url, { migrationsDir: later })
  await assert.rejects(migrateDatabase(url), {
    name: "StartRefusal",
    message: /^The database is newer than this program: it has the migration 9999_later/,
  })
})

test("a wrong DATABASE_URL is told in one sentence that holds no password", async () => {
  const faults: [string, RegExp][] = [
    ["postgresql://u:hunter2@127.0.0.1:1/x", /nothing listens/],
    ["postgresql://u:hunter2@no-such-host.invalid/x", /host name is not known/],
    ["not a url: hunter2", /cannot be reached/],
  ]
  for (const [url, reason] of faults) {
    await assert.rejects(migrateDatabase(url), (error: Error) => {
      assert.equal(error.name, "StartRefusal")
      assert.match(error.message, reason)
      assert.doesNotMatch(error.message, /hunter2/)
      return true
    })
  }
})

test("migrating prints nothing, not even Node's warning about WebAssembly", async (t) => {
  const url = await emptyDatabase(t)
  const script = `import { migrateDatabase, migrationLock } from ${JSON.stringify(new URL("migrate.ts", import.meta.url).href)}
await migrateDatabase(${JSON.stringify(url)})`
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module-typescript", "-e", script])
  assert.equal(stdout + stderr, "")
})

test("the last migration leads to the schema of today", async () => {
  const last = (await migrationNames()).sort().at(-1)
  const [made, wanted] = await Promise.all([
    readFile(`${migrationsDir}/${last}/schema.prisma`, "utf8"),
    readFile(new URL("../schema.prisma", import.meta.url), "utf8"),
  ])
  assert.equal(made, wanted, "run: node prisma/src/make-migration.ts NAME")
})

test("F70 an audit entry can be added, and then neither changed nor removed", async (t) => {
  const { url, close } = await createTestDatabase()
  t.after(close)
  await query(
    url,
    `INSERT INTO "AuditEntry" (seq, at, "actorKind", "actorName", action, result, "objectKind", "objectName", "prevHash", hash)
     VALUES (1, now(), 'system', 'Signalbox', 'test', 'done', 'none', '', '', '')`,
  )
  for (const sql of [`UPDATE "AuditEntry" SET action = 'x'`, `DELETE FROM "AuditEntry"`, `TRUNCATE "AuditEntry"`]) {
    await assert.rejects(query(url, sql), /never changed or removed/)
  }
  assert.deepEqual(await query(url, `SELECT action FROM "AuditEntry"`), [{ action: "test" }])
})

test("F13 two bases of one service cannot have the same revision", async (t) => {
  const { url, close } = await createTestDatabase()
  t.after(close)
  const id = "018f0000-0000-7000-8000-000000000000"
  await query(
    url,
    `INSERT INTO "Service" (id, name, "envPath", "envOwner", "envGroup", "envMode", checks, assertions, "updatedAt")
     VALUES ('${id}', 'backend', '/srv/x/.env', 'x', 'x', '0600', '[]', '[]', now())`,
  )
  const insert = `INSERT INTO "EnvDocument" (id, "serviceId", revision, "sealedText", "authorId", "authorName")
     VALUES (gen_random_uuid(), '${id}', 1, '', 'a', 'a')`
  await query(url, insert)
  await assert.rejects(query(url, insert), /EnvDocument_base_revision_key/)
})
