// A real PostgreSQL for tests: one server for every test process of this user, one database for each test file.
// The server belongs to a keeper (test-keeper.ts) that lives as long as somebody holds a connection to it.
import { spawn } from "node:child_process"
import { createHash, randomUUID } from "node:crypto"
import { connect, type Socket } from "node:net"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Client } from "pg"
import { type Db, openDatabase } from "./client.ts"
import { migrateDatabase } from "./migrate.ts"
import { readMigrationList } from "./migration-list.ts"
import { keeperAddress } from "./test-keeper-address.ts"

export type TestDatabase = { url: string; db: Db; close(): Promise<void> }

/** A migrated database of one's own, cloned from a template in some 30 ms. `close` drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const template = await makeTemplate()
  const { url, drop } = await createDatabase(`TEMPLATE ${template}`)
  const { db, close } = openDatabase(url, { poolMax: 5 })
  return {
    url,
    db,
    async close() {
      await close()
      await drop()
    },
  }
}

/** The same without any table, for tests of the migrations themselves. */
export async function createEmptyTestDatabase(): Promise<{ url: string; close(): Promise<void> }> {
  const { url, drop } = await createDatabase("TEMPLATE template0")
  return { url, close: drop }
}

async function createDatabase(clause: string): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await testServerUrl()
  const name = `test_${randomUUID().replaceAll("-", "")}`
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} ${clause}`))
  return {
    url: withDatabase(server, name),
    drop: () => onServer(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  }
}

/** Made by whoever comes first, under a lock; its name tells the migrations in it. */
async function makeTemplate(): Promise<string> {
  const server = await testServerUrl()
  const list = await readMigrationList()
  const hash = createHash("sha256").update(JSON.stringify(list.migrationDirectories)).digest("hex").slice(0, 16)
  const name = `template_${hash}`
  await onServer(server, async (client) => {
    await client.query("SELECT pg_advisory_lock(7216554303)")
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name])
    if (rowCount) return
    await client.query(`DROP DATABASE IF EXISTS ${name}_draft WITH (FORCE)`)
    await client.query(`CREATE DATABASE ${name}_draft TEMPLATE template0`)
    await migrateDatabase(withDatabase(server, `${name}_draft`))
    await client.query(`ALTER DATABASE ${name}_draft RENAME TO ${name}`)
  })
  return name
}

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

let server: Promise<string> | undefined

/** Address of the test server's maintenance database; starts the server if nobody has. */
export function testServerUrl(): Promise<string> {
  server ??= findServer()
  return server
}

async function findServer(): Promise<string> {
  // biome-ignore lint/style/noProcessEnv: the one setting of the test rig
  const given = process.env["SIGNALBOX_TEST_DATABASE_URL"]
  if (given) return given
  for (;;) {
    const socket = await connectToKeeper()
    const url = socket && (await readUrl(socket))
    if (url) {
      // Its being open is what keeps the server; it must not keep this process.
      socket.unref()
      return url
    }
    await startKeeper()
  }
}

function connectToKeeper(): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(keeperAddress)
    socket.once("connect", () => resolve(socket))
    socket.once("error", () => resolve(undefined))
  })
}

/** Waits for the server to be ready. Undefined: the keeper was just closing. */
function readUrl(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: socket })
    socket.on("error", () => {})
    lines.once("line", resolve)
    lines.once("close", () => resolve(undefined))
  })
}

/** Resolves when the keeper listens, or has found that another one does. */
async function startKeeper(): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("test-keeper.ts", import.meta.url))], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  })
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject)
    child.stdout.once("data", () => resolve())
    child.once("exit", () => resolve())
  })
  child.stdout.destroy()
  child.unref()
}
