// Makes a fresh clone ready to run: packages from the lockfile, the Prisma client. Runs on any Node >= 20, before node_modules is there.
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))

/** The pinned Node of the lockfile; everything after the install runs on it. */
export const pinnedNode = join(root, "node_modules", ".bin", "node")

/** Environment with the pinned Node first on the PATH. */
export function pinnedEnv(more = {}) {
  return { ...process.env, PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}`, ...more }
}

/** Runs a program and shows what it says only if it fails, with a line of progress every few seconds meanwhile. */
export async function step(title, [file, ...args], options = {}) {
  const started = Date.now()
  process.stdout.write(`${title} …\n`)
  const beat = setInterval(() => process.stdout.write(`  still at it, ${seconds(started)}\n`), 10_000)
  const result = await run(file, args, options)
  clearInterval(beat)
  if (result.code !== 0) {
    process.stdout.write(`${result.output}\n${title}: failed after ${seconds(started)}\n`)
    process.exit(1)
  }
  process.stdout.write(`  done in ${seconds(started)}\n`)
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
  return `${((Date.now() - since) / 1000).toFixed(1)} s`
}

function digestOf(...paths) {
  const hash = createHash("sha256")
  for (const path of paths) hash.update(readFileSync(join(root, path)))
  return hash.digest("hex")
}

/** Runs `make` unless it was done for this very input before; the stamp lies in node_modules, so that a clean clone has none. */
export async function onceFor(name, digest, make) {
  const stamps = join(root, "node_modules", ".signalbox")
  const stamp = join(stamps, name)
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return
  await make()
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, digest)
}

/** Installs from the lockfile if it changed, and generates the Prisma client if the schema changed. */
export async function prepare() {
  const lock = digestOf("package-lock.json")
  await onceFor("installed", lock, () =>
    step("Installing packages from the lockfile", ["npm", "ci", "--loglevel=error"], { env: process.env }),
  )
  if (!existsSync(pinnedNode)) {
    process.stdout.write(
      `There is no Node runtime for ${process.platform}-${process.arch} in the lockfile; Signalbox runs on Linux x64 and arm64.\n`,
    )
    process.exit(1)
  }
  const schema = digestOf("prisma/schema.prisma", "package-lock.json", "scripts/generate.mjs")
  const generate = () => step("Generating the database client", [pinnedNode, "scripts/generate.mjs"])
  if (existsSync(join(root, "prisma", "generated", "client.ts"))) await onceFor("generated", schema, generate)
  else {
    await generate()
    await onceFor("generated", schema, async () => {})
  }
}
