// Two runs at once must not meet, and a run that was killed must leave nothing for the next. Each test network has a
// number; whoever uses it has a claim with what is to be removed. A claim whose process is gone is swept by the next run.

import { existsSync } from "node:fs"
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { networkInterfaces } from "node:os"
import { join } from "node:path"
import { cgroupFolders, removeCgroups } from "./cgroups.ts"
import { hostsConfig } from "./config.ts"
import { withFileLock } from "./file-lock.ts"
import { runChecked, runCommand } from "./run-command.ts"

const highestNumber = 250

/** Names of everything that a network or one of its hosts leaves on this machine. All derive from the network's number. */
export const namesOf = {
  subnet: (network: number) => `10.87.${network}`,
  bridge: (network: number) => `sbx${network}`,
  namespace: (network: number, host: string) => `sbx${network}-${host}`,
  cgroup: (network: number, host: string) => `signalbox-${network}-${host}`,
  diskFolder: (network: number, host: string) => join(hostsConfig.diskFolder, String(network), host),
} as const

/** Sweeps what dead runs left and takes a free network number for this process. */
export function claimNetworkNumber(): Promise<number> {
  return withFileLock(join(hostsConfig.claimFolder, "lock"), async () => {
    for (const name of await readdir(hostsConfig.claimFolder)) {
      if (/^\d+$/.test(name) && !(await isOwnerAlive(name))) await releaseNetworkNumber(Number(name))
    }
    const number = freeNumber()
    // Disks of a run before the last boot of this machine: the claims are gone, the disks are not.
    await rm(join(hostsConfig.diskFolder, String(number)), { recursive: true, force: true })
    await mkdir(claimPath(number), { recursive: true })
    await writeFile(join(claimPath(number), "owner"), `${process.pid} ${await startTime(process.pid)}`)
    return number
  })
}

/** Notes a host before anything of it exists, so that a crash at any later point can be swept. Returns its cgroup folders. */
export async function claimHost(network: number, host: string): Promise<string[]> {
  const cgroups = cgroupFolders(namesOf.cgroup(network, host))
  await writeFile(join(claimPath(network), `host-${host}`), JSON.stringify(cgroups), { flag: "wx" })
  return cgroups
}

/** Removes every trace of one host: processes, cgroups, mounts, network, disk. Harmless when repeated. */
export async function releaseHost(network: number, host: string): Promise<void> {
  const record = join(claimPath(network), `host-${host}`)
  await removeCgroups(JSON.parse(await readFile(record, "utf8").catch(() => "[]")) as string[])
  const namespace = namesOf.namespace(network, host)
  // Both ends of the cable, at once: with the namespace they would go some time later, and the next network of this number would
  // find the name taken.
  await runCommand("ip", ["-n", namespace, "link", "delete", "host0"])
  // A start that failed and the end of its network may both come here at the same moment.
  const result = await runCommand("ip", ["netns", "delete", namespace])
  if (result.code !== 0 && existsSync(`/run/netns/${namespace}`)) throw new Error(result.stderr.trim())
  const disk = namesOf.diskFolder(network, host)
  await runCommand("umount", ["--recursive", "--quiet", join(disk, "root")])
  await rm(disk, { recursive: true, force: true })
  await rm(record, { force: true })
}

/** Removes every trace of a network and of the hosts on it. */
export async function releaseNetworkNumber(network: number): Promise<void> {
  for (const name of await readdir(claimPath(network)).catch(() => [] as string[])) {
    if (name.startsWith("host-")) await releaseHost(network, name.slice("host-".length))
  }
  const bridge = namesOf.bridge(network)
  if (existsSync(`/sys/class/net/${bridge}`)) await runChecked("ip", ["link", "delete", bridge])
  await rm(join(hostsConfig.diskFolder, String(network)), { recursive: true, force: true })
  await rm(claimPath(network), { recursive: true, force: true })
}

function claimPath(network: number): string {
  return join(hostsConfig.claimFolder, String(network))
}

function freeNumber(): number {
  const used = Object.values(networkInterfaces()).flatMap((each) => each?.map(({ address }) => address) ?? [])
  for (let number = 1; number <= highestNumber; number += 1) {
    const isUsed = used.some((address) => address.startsWith(`${namesOf.subnet(number)}.`))
    if (!isUsed && !existsSync(claimPath(number))) return number
  }
  throw new Error(`all ${highestNumber} test networks are in use: see ${hostsConfig.claimFolder}`)
}

async function isOwnerAlive(network: string): Promise<boolean> {
  const [pid, started] = (
    await readFile(join(hostsConfig.claimFolder, network, "owner"), "utf8").catch(() => "")
  ).split(" ")
  return pid !== undefined && started !== undefined && (await startTime(Number(pid))) === started
}

/** A pid is used again; a pid with its start time is not. Undefined for the dead, collected or not. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined)
  // The program's name, in brackets, may hold anything; behind it come the state and, 19 fields on, the start time.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")
  return fields?.[0] === "Z" ? undefined : fields?.[19]
}
