import assert from "node:assert/strict"
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type TestContext, test } from "node:test"
import { fileURLToPath } from "node:url"

const project = fileURLToPath(new URL("..", import.meta.url))
/** Stands in the place of npm: tells that it was started, and installs once it is told to. */
const npm = `#!/bin/sh
echo begun >> "$CLONE/npm.log"
read go < "$CLONE/go" || exit 1
mkdir -p node_modules/.bin
ln -s "$NODE" node_modules/.bin/node
`
const generate = `import { mkdirSync, writeFileSync } from "node:fs"
mkdirSync("prisma/generated", { recursive: true })
writeFileSync("prisma/generated/client.ts", "")
`

/** A fresh clone without node_modules. */
async function clone(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), "signalbox-clone-"))
  t.after(() => rm(dir, { recursive: true, force: true }))
  await cp(join(project, "scripts"), join(dir, "scripts"), { recursive: true })
  await writeFile(join(dir, "scripts/generate.mjs"), generate)
  for (const file of ["settings.mjs", "start-probes.mjs"]) {
    await cp(join(project, "apps/server/src", file), join(dir, "apps/server/src", file))
  }
  await mkdir(join(dir, "bin"))
  await writeFile(join(dir, "bin/npm"), npm, { mode: 0o755 })
  await mkdir(join(dir, "prisma"))
  await Promise.all(["package-lock.json", "prisma/schema.prisma"].map((file) => writeFile(join(dir, file), "")))
  execFileSync("mkfifo", [join(dir, "go")])
  return dir
}

function run(dir: string, args: string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, args, {
    cwd: dir,
    env: {
      NODE_ENV: "production",
      PATH: `${dir}/bin:${process.env["PATH"]}`,
      CLONE: dir,
      NODE: process.execPath,
      PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => (output += text))
  const exit = once(child, "close").then(([code]) => code as number | null)
  return { child, exit, output: () => output }
}

const prepare = ["--input-type=module", "-e", 'await (await import("./scripts/prepare.mjs")).prepare()']

async function says(started: { child: ChildProcess; exit: Promise<unknown>; output: () => string }, what: RegExp) {
  const ended = started.exit.then(() => assert.fail(`ended: ${started.output()}`))
  while (!what.test(started.output())) await Promise.race([once(started.child.stdout!, "data"), ended])
}

/** Resolves once npm waits to be let go on. */
const npmIsAtWork = (dir: string) => open(join(dir, "go"), "w")
async function letGo(npm: Awaited<ReturnType<typeof npmIsAtWork>>) {
  await npm.write("go\n")
  await npm.close()
}
const installs = async (dir: string) =>
  (await readFile(join(dir, "npm.log"), "utf8").catch(() => "")).split("begun").length - 1

test("what cannot work is refused before anything is installed, in one sentence, with exit code 1", async (t) => {
  const dir = await clone(t)
  const taken = createServer().listen(0, "127.0.0.1")
  await once(taken, "listening")
  t.after(() => taken.close())
  const { port } = taken.address() as { port: number }
  await writeFile(join(dir, "secret"), "postgresql://u:hunter2@h:five/db")
  const refused: [Record<string, string>, RegExp][] = [
    [{ PORT: String(port) }, /^Port \d+ on 127\.0\.0\.1 is taken by another program; stop it, or set PORT\.\n$/],
    [{ PORT: "x" }, /^The configuration is not right: PORT must be a number\.\n$/],
    [{ HOST: "192.0.2.1" }, /^192\.0\.2\.1 is not an address of this machine; set HOST\.\n$/],
    [{ DATA_DIR: "package-lock.json/x" }, /^The data folder \/.*\/x cannot be written \(ENOTDIR\)[^\n]*\n$/],
    [{ DATABASE_URL: "postgresql://u:hunter2@h:five/db" }, /: DATABASE_URL must be an address such as [^\n]*\n$/],
    [{ DATABASE_URL_FILE: join(dir, "secret") }, /: DATABASE_URL must be an address such as [^\n]*\n$/],
    [{ DATABASE_URL_FILE: join(dir, "none") }, /: DATABASE_URL_FILE names a file that cannot be read \(ENOENT\)\.\n$/],
  ]
  for (const [env, sentence] of refused) {
    const started = run(dir, ["scripts/start.mjs"], env)
    assert.equal(await started.exit, 1, started.output())
    assert.match(started.output(), sentence)
    assert.doesNotMatch(started.output(), /hunter2/)
  }
  assert.equal(await installs(dir), 0)
})

test("two starts in one clone install once: the second waits and says what for", async (t) => {
  const dir = await clone(t)
  const first = run(dir, prepare)
  const npm = await npmIsAtWork(dir)
  const second = run(dir, prepare)
  await says(second, new RegExp(`^Waiting for another start .*process ${first.child.pid}\\): Installing packages`))
  await letGo(npm)
  assert.deepEqual([await first.exit, await second.exit], [0, 0], first.output() + second.output())
  assert.equal(await installs(dir), 1)
  assert.deepEqual(
    (await readdir(dir)).filter((name) => name.startsWith(".preparing")),
    [],
    "nothing is left of the lock",
  )
})

test("the lock of a start that was killed is taken over", async (t) => {
  const dir = await clone(t)
  const first = run(dir, prepare)
  const abandoned = await npmIsAtWork(dir)
  first.child.kill("SIGKILL")
  await first.exit
  await abandoned.close()
  const second = run(dir, prepare)
  await letGo(await npmIsAtWork(dir))
  assert.equal(await second.exit, 0, second.output())
  assert.doesNotMatch(second.output(), /Waiting/)
  assert.equal(await installs(dir), 2)
})

test("of many who find the lock of a dead process, one at a time gets in", async (t) => {
  const dir = await clone(t)
  await mkdir(join(dir, ".lock"))
  await writeFile(join(dir, ".lock/999999999-1"), "Something")
  const program = `import { appendFileSync } from "node:fs"
    const { oneAtATime } = await import("./scripts/one-at-a-time.mjs")
    await oneAtATime(".lock", { title: "x", say() {} }, async () => {
      appendFileSync("order", "(")
      for (const until = performance.now() + 20; performance.now() < until; );
      appendFileSync("order", ")")
    })`
  const all = Array.from({ length: 8 }, () => run(dir, ["--input-type=module", "-e", program]))
  for (const one of all) assert.equal(await one.exit, 0, one.output())
  assert.equal(await readFile(join(dir, "order"), "utf8"), "()".repeat(8))
})
