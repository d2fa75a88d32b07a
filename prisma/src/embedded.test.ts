import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { type TestContext, test } from "node:test"
import { Client } from "pg"
import { findRunningPostgres, startEmbeddedPostgres } from "./embedded.ts"

type Folder = { dir: string; start: (say?: (step: string) => void) => ReturnType<typeof startEmbeddedPostgres> }

/** Removed at the end, once every database that was started in it has stopped. */
async function dataFolder(t: TestContext): Promise<Folder> {
  const dir = await mkdtemp(join(tmpdir(), "signalbox-data-"))
  await chmod(dir, 0o711)
  const stops: (() => Promise<void>)[] = []
  t.after(async () => {
    for (const stop of stops) await stop()
    await rm(dir, { recursive: true, force: true })
  })
  const start: Folder["start"] = async (say = () => {}) => {
    const started = await startEmbeddedPostgres(dir, say)
    stops.push(started.stop)
    return started
  }
  return { dir, start }
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

const script = `import { startEmbeddedPostgres } from ${JSON.stringify(new URL("embedded.ts", import.meta.url).href)}
const { url } = await startEmbeddedPostgres(process.argv[1], () => {})
console.log(url)`

/** The database in a process of its own, that can be killed. */
async function startElsewhere(dir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  assert.ok(child.stdout)
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string]
  return { child, url }
}

test("a second start finds the data of the first", async (t) => {
  const { dir, start } = await dataFolder(t)
  const steps: string[] = []
  const first = await start((step) => steps.push(step))
  await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer")
  assert.equal(await findRunningPostgres(dir), first.url, "other commands on the machine find it")
  await first.stop()
  assert.equal(await findRunningPostgres(dir), undefined)
  const second = await start()
  assert.deepEqual(await query(second.url, "SELECT answer FROM kept"), [{ answer: 42 }])
  assert.deepEqual(steps, ["Making the built-in database …", "Starting the built-in database …"])
})

test("the password is readable by its owner alone, and nothing listens on a port", async (t) => {
  const { dir, start } = await dataFolder(t)
  const { url } = await start()
  const file = join(dir, "postgres", "password")
  assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.ok((await readFile(file, "utf8")).length >= 43)
  assert.deepEqual(await query(url, "SHOW listen_addresses"), [{ listen_addresses: "" }])
  assert.deepEqual(await readdir(join(dir, "postgres")), ["cluster", "password", "socket"])
})

test("a Signalbox killed with -9 leaves a database that the next start takes over", async (t) => {
  const { dir, start } = await dataFolder(t)
  const { child, url } = await startElsewhere(dir)
  await query(url, "CREATE TABLE kept AS SELECT 42 AS answer")
  child.kill("SIGKILL")
  await once(child, "exit")
  const next = await start()
  assert.deepEqual(await query(next.url, "SELECT answer FROM kept"), [{ answer: 42 }])
})

test("a lock file left by a machine that lost power does not stop the next start", async (t) => {
  const { dir, start } = await dataFolder(t)
  const { child, url } = await startElsewhere(dir)
  const [row] = (await query(url, "SELECT pg_read_file('postmaster.pid') AS text")) as { text: string }[]
  const postmaster = Number(row?.text.split("\n")[0])
  child.kill("SIGKILL")
  process.kill(postmaster, "SIGKILL")
  await once(child, "exit")
  const next = await start()
  assert.deepEqual(await query(next.url, "SELECT 1 AS one"), [{ one: 1 }])
})

test("a second Signalbox with the same data folder is refused, and the first goes on", async (t) => {
  const { dir, start } = await dataFolder(t)
  const first = await start()
  await assert.rejects(
    startEmbeddedPostgres(dir, () => {}),
    { name: "StartRefusal", message: "Another Signalbox is running with this data folder; stop it first." },
  )
  assert.deepEqual(await query(first.url, "SELECT 1 AS one"), [{ one: 1 }])
})

test("root starts it in a folder that the database's system user cannot reach", {
  skip: process.getuid?.() !== 0 && "needs root",
}, async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "signalbox-closed-"))
  const steps: string[] = []
  const { url, stop } = await startEmbeddedPostgres(dir, (step) => steps.push(step))
  const away = /lives in (\S+)/.exec(steps[0] ?? "")?.[1] ?? assert.fail(steps[0])
  t.after(async () => {
    await stop()
    await Promise.all([dir, away].map((path) => rm(path, { recursive: true, force: true })))
  })
  assert.match(away, /^\/var\/lib\/signalbox\/postgres-[0-9a-f]{12}$/)
  assert.deepEqual(await query(url, "SELECT 1 AS one"), [{ one: 1 }])
})
