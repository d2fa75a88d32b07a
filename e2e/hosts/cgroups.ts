// Machines started without machined share their parent's cgroups, and then restarts of units in two of them at the same
// moment fail with 219/CGROUP. So each machine gets a cgroup of its own, below ours, in every hierarchy of this machine.

import { readFileSync } from "node:fs"
import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"

/** The folders of a machine's own cgroup, one in each v1 hierarchy and one in the v2 hierarchy, as far as mounted. */
export function cgroupFolders(name: string): string[] {
  return ownCgroupFolders(readFileSync("/proc/self/cgroup", "utf8"), readFileSync("/proc/self/mountinfo", "utf8")).map(
    (folder) => join(folder, name),
  )
}

/** Where this process is in each mounted hierarchy, from the texts of /proc/self/cgroup and /proc/self/mountinfo. */
export function ownCgroupFolders(cgroupText: string, mountText: string): string[] {
  const own = new Map<string, string>()
  for (const line of cgroupText.trim().split("\n")) {
    const [, controllers = "", path = "/"] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    own.set(controllers, path)
  }
  return cgroupMounts(mountText, [...own.keys()]).map(({ mountPoint, root, controllers }) => {
    const path = own.get(controllers) ?? "/"
    const below = root !== "/" && path.startsWith(root) ? path.slice(root.length) : path
    return join(mountPoint, below)
  })
}

/** Makes the folders ready to take a process. */
export async function createCgroups(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await mkdir(folder, { recursive: true })
    // A v1 cpuset takes no process until it says which CPUs and memory nodes it may use.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) await copySetting(join(folder, ".."), folder, file)
  }
}

/** Kills what is left in them and removes them with all below. Missing ones are fine. */
export async function removeCgroups(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await removeTree(folder)
}

interface CgroupMount {
  readonly mountPoint: string
  readonly root: string
  /** As /proc/self/cgroup writes them: `cpu,cpuacct`, `name=systemd`, or nothing for v2. */
  readonly controllers: string
}

function cgroupMounts(mountText: string, known: readonly string[]): CgroupMount[] {
  const mounts: CgroupMount[] = []
  for (const line of mountText.trim().split("\n")) {
    const [, root = "/", mountPoint = "", type, options = ""] =
      /^\d+ \d+ \S+ (\S+) (\S+) .* - (\S+) \S+ (\S+)$/.exec(line) ?? []
    if (type === "cgroup2") mounts.push({ mountPoint, root, controllers: "" })
    if (type !== "cgroup") continue
    const offered = options.split(",")
    const controllers = known.find((each) => each !== "" && each.split(",").every((one) => offered.includes(one)))
    if (controllers !== undefined) mounts.push({ mountPoint, root, controllers })
  }
  return mounts
}

async function copySetting(parent: string, folder: string, file: string): Promise<void> {
  // In v2 the file is absent, or empty and inherited.
  const value = await readFile(join(parent, file), "utf8").catch(() => "")
  if (value.trim() !== "") await writeFile(join(folder, file), value).catch(() => {})
}

async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return
  for (const pid of (await readFile(join(folder, "cgroup.procs"), "utf8").catch(() => "")).split("\n")) {
    if (pid !== "" && pid !== "0") killQuietly(Number(pid))
  }
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name))
  await rmdirOnceEmpty(folder)
}

/** A killed process leaves its cgroup a moment later than the signal; the kernel offers no event for it in v1. */
async function rmdirOnceEmpty(folder: string): Promise<void> {
  const giveUpAt = performance.now() + 10_000
  for (;;) {
    try {
      return await rmdir(folder)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === "ENOENT") return
      if (code !== "EBUSY" || performance.now() > giveUpAt) throw error
      await setTimeout(10)
    }
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {
    // It has just ended by itself.
  }
}
