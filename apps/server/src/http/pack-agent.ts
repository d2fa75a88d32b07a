import { execFile, spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { createWriteStream, existsSync } from "node:fs"
import { chmod, copyFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pipeline } from "node:stream/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createGzip } from "node:zlib"

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const LOCKFILE = new URL("../../../../package-lock.json", import.meta.url)
const AGENT_DIR = fileURLToPath(new URL("../../../../agent/", import.meta.url))

export type AgentArch = "x64" | "arm64"

export function isAgentArch(arch: unknown): arch is AgentArch {
  return arch === "x64" || arch === "arm64"
}

/** Everything that goes into a package, and the version that is named after it. */
type Plan = { version: string; files: PackedFile[] }
type PackedFile = { name: string; from: string; mode: number }

/** `plan` says what is to be packed without packing it; `write` makes the archive. */
export const packAgent = { plan, write }

async function plan(folder: string, arch: AgentArch): Promise<Plan> {
  const bundle = await bundleAgent(folder)
  const runtime = await nodeRuntime(folder, arch)
  const starter = join(AGENT_DIR, "install", "signalbox-agent.sh")
  const files = [
    { name: "agent.mjs", from: join(bundle, "agent.mjs"), mode: 0o644 },
    { name: "guardian.mjs", from: join(bundle, "guardian.mjs"), mode: 0o644 },
    { name: "signalbox-agent", from: starter, mode: 0o755 },
    { name: "node", from: runtime.node, mode: 0o755 },
    ...(arch === process.arch ? await ownLibraries() : []),
  ]
  const hash = createHash("sha256").update(runtime.version)
  for (const file of files.filter((candidate) => candidate.name !== "node")) hash.update(await readFile(file.from))
  const version = await readFile(join(bundle, "version"), "utf8")
  // The digest in the version gives each content a folder of its own on a server, and a name of its own in our cache.
  return { version: `${version}-${hash.digest("hex").slice(0, 10)}`, files }
}

async function write({ files }: Plan, path: string): Promise<void> {
  const stage = await mkdtemp(`${path}.stage-`)
  try {
    for (const file of files) {
      const to = join(stage, file.name)
      await mkdir(dirname(to), { recursive: true })
      await copyFile(file.from, to)
      await chmod(to, file.mode)
    }
    const names = files.map((file) => file.name)
    const tar = spawn(
      "tar",
      ["--owner=0", "--group=0", "--numeric-owner", "--mtime=@0", "-C", stage, "-cf", "-", ...names],
      // In a process group of its own: Ctrl-C is for us, and tar ends with us.
      { detached: true, stdio: ["ignore", "pipe", "inherit"] },
    )
    const ended = new Promise<void>((resolve, reject) => {
      tar.once("error", reject)
      tar.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`tar ended with ${code}.`))))
    })
    // gzip: a bare server can always unpack it, which is not true of xz.
    await Promise.all([pipeline(tar.stdout, createGzip({ level: 6 }), createWriteStream(path, { flags: "wx" })), ended])
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

const bundling = new Map<string, Promise<string>>()

/** Once per process start: of two that are asked for at one moment, one would read what the other is about to write. */
function bundleAgent(folder: string): Promise<string> {
  const bundle = bundling.get(folder) ?? makeBundle(folder)
  bundling.set(folder, bundle)
  bundle.catch(() => bundling.delete(folder))
  return bundle
}

/** An image without the bundler carries the bundle. */
async function makeBundle(folder: string): Promise<string> {
  const ready = join(AGENT_DIR, "dist")
  if (!canBundle() && existsSync(join(ready, "agent.mjs"))) return ready
  const bundle = join(folder, "bundle")
  await run(process.execPath, [join(AGENT_DIR, "build.mjs"), bundle])
  return bundle
}

function canBundle(): boolean {
  try {
    require.resolve("esbuild")
    return true
  } catch {
    return false
  }
}

/** This machine's own runtime comes with the lockfile; the other architecture's is fetched from the registry when it is first wanted. */
async function nodeRuntime(folder: string, arch: AgentArch): Promise<{ node: string; version: string }> {
  const version = process.version.slice(1)
  if (arch === process.arch && process.platform === "linux") return { node: process.execPath, version }
  const node = join(folder, `node-${version}-${arch}`)
  if (existsSync(node)) return { node, version }
  const stage = await mkdtemp(join(folder, "fetch-"))
  try {
    await run("npm", ["pack", "--silent", "--pack-destination", stage, `node-linux-${arch}@${version}`], {
      timeout: 600_000,
    })
    const archive = join(stage, `node-linux-${arch}-${version}.tgz`)
    await assertPinned(archive, `node-linux-${arch}`)
    await run("tar", ["-xzf", archive, "-C", stage, "package/bin/node"])
    await rename(join(stage, "package/bin/node"), node)
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
  return { node, version }
}

/**
 * Servers run it as root because we sign it, so it must be the very one of the lockfile, whatever a registry sends.
 * @throws Error when it is another one
 */
export async function assertPinned(archive: string, name: string): Promise<void> {
  const lock = JSON.parse(await readFile(LOCKFILE, "utf8")) as { packages: Record<string, { integrity?: string }> }
  const digest = createHash("sha512")
    .update(await readFile(archive))
    .digest("base64")
  if (lock.packages[`node_modules/${name}`]?.integrity === `sha512-${digest}`) return
  throw new Error(`What the registry sent as ${name} is not what the lockfile names.`)
}

/**
 * Node needs libatomic, which a bare Debian lacks. The one that this very process runs with fits the runtime that is packed; the
 * starter uses it only where the server has none.
 */
async function ownLibraries(): Promise<PackedFile[]> {
  const maps = await readFile("/proc/self/maps", "utf8")
  const from = /\s(\/\S*\/libatomic\.so\.1\S*)$/m.exec(maps)?.[1]
  return from === undefined ? [] : [{ name: "lib/libatomic.so.1", from, mode: 0o644 }]
}
