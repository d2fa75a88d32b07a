// Makes a fresh clone ready to run: packages from the lockfile, the Prisma client. Runs on any Node >= 20, before node_modules is there.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { oneAtATime } from "./one-at-a-time.mjs"
import { whyRuntimeCannotRun } from "./runtime.mjs"

export const root = fileURLToPath(new URL("..", import.meta.url))

/** The pinned Node of the lockfile; everything after the install runs on it. */
export const pinnedNode = join(root, "node_modules", ".bin", "node")

/** Environment with the pinned Node first on the PATH. */
export function pinnedEnv(more = {}) {
  return { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}`, ...more }
}

/** Runs a program and shows what it says only if it fails; meanwhile it shows how long it takes. */
export async function step(title, [file, ...args], options = {}) {
  const started = Date.now()
  const stop = showProgress(title, started)
  const result = await run(file, args, options)
  stop()
  if (result.code !== 0) {
    process.stdout.write(`${result.output}\n${title}: failed after ${seconds(started)}\n`)
    process.exit(1)
  }
}

/** One line that counts on a terminal; elsewhere, in a log, a line now and then. */
function showProgress(title, started) {
  const { isTTY } = process.stdout
  const line = (end) => process.stdout.write(`\r${title} … ${seconds(started)}${end}`)
  if (!isTTY) process.stdout.write(`${title} …\n`)
  const beat = setInterval(
    () => (isTTY ? line("") : process.stdout.write(`  still at it, ${seconds(started)}\n`)),
    isTTY ? 1_000 : 20_000,
  )
  return () => {
    clearInterval(beat)
    if (isTTY) line("\n")
    else process.stdout.write(`  took ${seconds(started)}\n`)
  }
}

/** Runs a program with an argument list and collects what it prints. */
export function run(file, args, { env = pinnedEnv(), cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }))
    child.on("close", (code) => resolve({ code: code ?? 1, output }))
  })
}

function seconds(since) {
  return `${Math.round((Date.now() - since) / 1000)} s`
}

/** Ends with one sentence and exit code 1. */
export function refuse(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exit(1)
}

function digestOf(...paths) {
  const hash = createHash("sha256")
  for (const path of paths) hash.update(readFileSync(join(root, path)))
  return hash.digest("hex")
}

/**
 * Runs `make` with the title, unless it was done for this very input before; the stamp lies in node_modules, so that a clean clone has none. Of several
 * processes that come at the same time, one does it and the others wait.
 * @param thing.isThere false when what was made is gone although the stamp is there
 */
export async function onceFor({ name, title, digest, isThere = () => true }, make) {
  const stamps = join(root, "node_modules", ".signalbox")
  const stamp = join(stamps, name)
  const isDone = () => existsSync(stamp) && readFileSync(stamp, "utf8") === digest && isThere()
  if (isDone()) return
  const say = (line) => process.stdout.write(`${line}\n`)
  await oneAtATime(join(root, ".preparing"), { title, say }, async () => {
    if (isDone()) return
    await make(title)
    mkdirSync(stamps, { recursive: true })
    writeFileSync(stamp, digest)
  })
}

/** Installs from the lockfile if it changed, and generates the Prisma client if the schema changed. */
export async function prepare() {
  const lock = digestOf("package-lock.json")
  await onceFor(
    {
      name: "installed",
      title: "Installing packages from the lockfile (the first time minutes, 1.3 GB)",
      digest: lock,
    },
    (title) => step(title, ["npm", "ci", "--loglevel=error"], { env: process.env }),
  )
  if (!existsSync(pinnedNode)) {
    refuse(
      `There is no Node runtime for ${process.platform}-${process.arch} in the lockfile; Signalbox runs on Linux x64 and arm64.`,
    )
  }
  await onceFor({ name: "runtime", title: "Trying the Node runtime", digest: lock }, async () => {
    const say = (line) => process.stdout.write(`${line}\n`)
    const isRoot = process.getuid?.() === 0
    const reason = await whyRuntimeCannotRun({ runtime: pinnedNode, run, say, isRoot })
    if (reason) refuse(reason)
  })
  const client = {
    name: "generated",
    title: "Generating the database client",
    digest: digestOf("prisma/schema.prisma", "package-lock.json", "scripts/generate.mjs"),
    isThere: () => existsSync(join(root, "prisma", "generated", "client.ts")),
  }
  await onceFor(client, (title) => step(title, [pinnedNode, "scripts/generate.mjs"]))
}
