// The Debian root below every test server, built once and kept outside the repository.

import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { hostsConfig } from "./config.ts"
import { withFileLock } from "./file-lock.ts"
import { copyNpmClosure, type InstalledPackage, npmClosure } from "./npm-closure.ts"
import { bareServerPackages, ensureMachinePackages, workloadPackages } from "./packages.ts"
import { rootCommands, rootFiles, workloadModules, workloadNpmPackages } from "./root-settings.ts"
import { runChecked } from "./run-command.ts"

const release = "bookworm"
const unfinished = ".unfinished"
const debootstrapLock = join(hostsConfig.cacheFolder, "debootstrap.lock")

/**
 * The folder of the image, which nobody may write to. The first call on a machine downloads about 150 MB of Debian
 * packages and takes a few minutes; later ones take milliseconds. Two callers at once build it once.
 * @throws Error with debootstrap's last words.
 */
export async function ensureRootImage(progress: (line: string) => void = console.log): Promise<string> {
  await ensureMachinePackages(progress)
  const modules = await npmClosure(workloadNpmPackages)
  const image = join(hostsConfig.cacheFolder, `root-${imageKey(modules)}`)
  if (existsSync(image)) return image
  return withFileLock(join(hostsConfig.cacheFolder, "lock"), async () => {
    if (existsSync(image)) return image
    // A debootstrap outlives its builder for as long as its present step takes: that is what its own lock waits for.
    await withFileLock(debootstrapLock, removeUnfinished)
    const building = `${image}${unfinished}`
    progress(`building the Debian root of the test servers in ${image} (once, a few minutes)`)
    await buildRoot({ building, modules, progress })
    await rename(building, image)
    progress("the Debian root of the test servers is ready")
    return image
  })
}

function imageKey(modules: readonly InstalledPackage[]): string {
  const parts = { release, bareServerPackages, workloadPackages, rootFiles, rootCommands, modules, workloadModules }
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16)
}

/** Only called under the lock, so that whatever carries this name was left by a builder that died. */
async function removeUnfinished(): Promise<void> {
  for (const name of await readdir(hostsConfig.cacheFolder)) {
    if (!name.endsWith(unfinished)) continue
    await unmountInside(join(hostsConfig.cacheFolder, name))
    await rm(join(hostsConfig.cacheFolder, name), { recursive: true, force: true })
  }
}

/** A debootstrap that was killed leaves /proc and /sys mounted: deleting the tree would go through them. */
async function unmountInside(folder: string): Promise<void> {
  const mounts = (await runChecked("findmnt", ["--list", "--noheadings", "--output", "TARGET"])).split("\n")
  for (const target of mounts.filter((each) => each.startsWith(`${folder}/`)).reverse())
    await runChecked("umount", [target])
}

async function buildRoot(build: {
  building: string
  modules: readonly InstalledPackage[]
  progress: (line: string) => void
}): Promise<void> {
  const { building, modules, progress } = build
  const include = `--include=${[...bareServerPackages, ...workloadPackages].join(",")}`
  const dieWithParent = ["setpriv", "--pdeathsig", "KILL"] as const
  const debootstrap = ["debootstrap", "--variant=minbase", include, release, building, hostsConfig.debianMirror]
  const [file, ...args] = [...dieWithParent, "flock", debootstrapLock, ...dieWithParent, ...debootstrap]
  await runChecked(file, args, { timeoutMs: 1_800_000, onStdoutLine: countedProgress(progress) })
  for (const [path, text] of Object.entries(rootFiles)) {
    await mkdir(dirname(join(building, path)), { recursive: true })
    await writeFile(join(building, path), text)
  }
  for (const command of rootCommands) await runChecked("chroot", [building, ...command])
  await copyNpmClosure(modules, join(building, workloadModules))
}

/** debootstrap says a line per package and step; every fiftieth shows that it lives. */
function countedProgress(progress: (line: string) => void): (line: string) => void {
  let count = 0
  return (line) => {
    count += 1
    if (count % 50 === 0) progress(`  debootstrap: ${line.replace(/^[IW]: /, "")}`)
  }
}
