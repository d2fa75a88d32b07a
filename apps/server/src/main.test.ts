import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { fileURLToPath } from "node:url"
import { createTestDatabase } from "@signalbox/prisma/testing"

const main = fileURLToPath(new URL("main.ts", import.meta.url))
const cli = fileURLToPath(new URL("cli.ts", import.meta.url))

async function dataFolder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "signalbox-main-"))
  await chmod(dir, 0o711)
  t.after(() => rm(dir, { recursive: true, force: true }))
  return dir
}

type Run = { child: ChildProcess; output: () => string; exit: Promise<number | null> }

function run(program: string, args: string[], env: Record<string, string>): Run {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (output += text))
  return { child, output: () => output, exit: once(child, "close").then(([code]) => code as number | null) }
}

const start = (env: Record<string, string>) => run(main, ["--without-console"], { PORT: "0", ...env })

/** Waits until it has said all that it says when it is ready, and gives its address. */
async function ready({ child, output, exit }: Run): Promise<string> {
  const ended = exit.then((code) => assert.fail(`ended with ${code}: ${output()}`))
  for (;;) {
    const url = /ready at (\S+).*Ctrl-C stops it\./s.exec(output())?.[1]
    if (url && child.stdout) return url
    await Promise.race([once(child.stdout ?? child, "data"), ended])
  }
}

/** What a refused start says: one line, and nothing else on standard error. */
async function refusal(started: Run): Promise<string> {
  assert.equal(await started.exit, 1, started.output())
  const lines = started.output().trim().split("\n")
  const last = lines.at(-1) ?? ""
  assert.doesNotMatch(started.output(), /\n\s+at /, "no stack")
  return last
}

test("a fresh start makes everything, Ctrl-C stops everything, and a second start finds all of it again", async (t) => {
  const dir = await dataFolder(t)
  const first = start({ DATA_DIR: dir })
  t.after(() => first.child.kill("SIGKILL"))
  const url = await ready(first)
  const code = /\/welcome#code=(\S+)/.exec(first.output())?.[1]
  assert.equal((await fetch(`${url}/readyz`)).status, 200)
  const claimed = await fetch(`${url}/api/trpc/access.claimFirstAdmin`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ code, name: "Ada", email: "ada@example.test", password: "correct horse battery" }),
  })
  assert.equal(claimed.status, 200)
  first.child.kill("SIGINT")
  assert.equal(await first.exit, 0, first.output())
  assert.equal((await stat(join(dir, "root-key"))).mode & 0o777, 0o600)
  const pid = await readFile(join(dir, "postgres/cluster/postmaster.pid"), "utf8").catch(() => "gone")
  assert.equal(pid, "gone", "the database has stopped too")

  const second = start({ DATA_DIR: dir })
  t.after(() => second.child.kill("SIGKILL"))
  const again = await ready(second)
  assert.doesNotMatch(second.output(), /welcome#code/, "there is an admin already")
  const firstRun = await fetch(`${again}/api/trpc/access.firstRun`)
  assert.deepEqual(await firstRun.json(), { result: { data: { needsFirstAdmin: false } } })
  const other = run(cli, ["token", "create", "--role", "viewer", "--name", "ci"], { DATA_DIR: dir })
  assert.equal(await other.exit, 0)
  const headers = { authorization: `Bearer ${other.output().trim()}` }
  assert.equal((await fetch(`${again}/api/trpc/access.me`, { headers })).status, 200, "the command works beside it")
  assert.equal((await fetch(`${again}/metrics`)).status, 401)
  assert.match(await (await fetch(`${again}/metrics`, { headers })).text(), /process_resident_memory_bytes \d+/)
  second.child.kill("SIGTERM")
  assert.equal(await second.exit, 0)
  const wrongKey = start({ DATA_DIR: dir, ROOT_KEY: Buffer.alloc(32).toString("base64") })
  assert.match(await refusal(wrongKey), /^The root key is not the one that this database was made with\./)
})

test("F72 a wrong root key refuses to start", async (t) => {
  const { url, close } = await createTestDatabase()
  t.after(close)
  const env = { DATABASE_URL: url, DATA_DIR: await dataFolder(t) }
  const right = start(env)
  await ready(right)
  right.child.kill("SIGTERM")
  await right.exit
  await writeFile(join(env.DATA_DIR, "root-key"), Buffer.alloc(32, 7).toString("base64"))
  assert.match(await refusal(start(env)), /^The root key is not the one/)
})

test("what cannot work is refused in one sentence, with exit code 1", async (t) => {
  const dir = await dataFolder(t)
  const taken = createServer().listen(0, "127.0.0.1")
  await once(taken, "listening")
  t.after(() => taken.close())
  const { port } = taken.address() as { port: number }
  assert.match(await refusal(start({ DATA_DIR: dir, PORT: String(port) })), /^Port \d+ on 127\.0\.0\.1 is taken/)
  const file = join(dir, "a-file")
  await writeFile(file, "")
  assert.match(await refusal(start({ DATA_DIR: join(file, "x") })), /^The data folder .* cannot be written \(ENOTDIR\)/)
  assert.match(await refusal(start({ DATA_DIR: "/proc/x/y" })), /^The data folder .* cannot be written \(ENOENT\)/)
  const nowhere = "postgresql://u:hunter2@127.0.0.1:1/db"
  const wrongUrl = start({ DATA_DIR: dir, DATABASE_URL: nowhere })
  assert.match(await refusal(wrongUrl), /^The database cannot be reached: nothing listens at that address/)
  assert.doesNotMatch(wrongUrl.output(), /hunter2/)
  assert.match(
    await refusal(start({ DATA_DIR: dir, PORT: "x" })),
    /^The configuration is not right: PORT must be a number/,
  )
})

test("a database newer than the program is refused before anything in it changes", async (t) => {
  const { url, db, close } = await createTestDatabase()
  t.after(close)
  await db.$executeRaw`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('x', 'x', '9999_later', now(), 1)`
  const started = start({ DATABASE_URL: url, DATA_DIR: await dataFolder(t) })
  assert.match(await refusal(started), /^The database is newer than this program: it has the migration 9999_later/)
})
