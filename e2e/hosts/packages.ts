// Which Debian packages the test servers need, on this machine and inside each server.

import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { aptInstall } from "./apt-install.ts"
import { hostsConfig } from "./config.ts"
import { withFileLock } from "./file-lock.ts"
import { findProgram } from "./find-program.ts"

interface MachinePackage {
  readonly name: string
  /** A program of the package: when all are found, nothing is installed. */
  readonly program: string
  readonly why: string
}

const machinePackages: readonly MachinePackage[] = [
  { name: "debootstrap", program: "debootstrap", why: "builds the Debian root of the test servers" },
  { name: "systemd-container", program: "systemd-nspawn", why: "boots the test servers" },
  { name: "iproute2", program: "ip", why: "makes their private network" },
  {
    name: "nftables",
    program: "nft",
    why: "lets the shared Redis see the servers' own addresses behind the slow link",
  },
  { name: "util-linux", program: "nsenter", why: "runs commands inside the servers" },
]

/** Not programs: what debootstrap needs to check Debian's signatures, also on Ubuntu. */
const debianKeyring = {
  name: "debian-archive-keyring",
  file: "/usr/share/keyrings/debian-archive-keyring.gpg",
  why: "lets debootstrap check Debian's signatures",
}

/** A bare Debian 12 that curl | sh installers work on. */
export const bareServerPackages: readonly string[] = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "ca-certificates",
  "curl",
  "iproute2",
  "openssl",
  "procps",
  "xz-utils",
]

/** What the scenario's workloads run on. redis-server is installed and not enabled. */
export const workloadPackages: readonly string[] = [
  "nodejs",
  "python3-celery",
  "python3-dotenv",
  "python3-fastapi",
  "python3-redis",
  "redis-server",
  "uvicorn",
]

/** Why no test server can run on this machine, in one sentence; undefined when it can (perhaps after installing packages). */
export function whyHostsCannotRun(): string | undefined {
  if (process.platform !== "linux") return `test servers need Linux, this is ${process.platform}`
  if (process.getuid?.() !== 0) return "test servers need root: they are systemd-nspawn machines"
  if (!hasSysAdmin()) return "test servers need CAP_SYS_ADMIN, which this root does not have (inside a container?)"
  if (!readFileSync("/proc/filesystems", "utf8").includes("\toverlay\n"))
    return "test servers need overlay file systems, which this kernel does not offer"
  if (!/ - cgroup2? /.test(readFileSync("/proc/self/mountinfo", "utf8")))
    return "test servers need a mounted cgroup hierarchy, and none is mounted"
  const missing = missingPackages()
  if (missing.length > 0 && findProgram("apt-get") === undefined)
    return `test servers need ${missing.map((each) => each.name).join(", ")}, and there is no apt-get to install them with`
  return undefined
}

/**
 * Installs what this machine lacks to run test servers.
 * @throws Error that names the packages and says what apt-get said; what each is for was told before.
 */
export async function ensureMachinePackages(progress: (line: string) => void = console.log): Promise<void> {
  const why = whyHostsCannotRun()
  if (why !== undefined) throw new Error(why)
  if (missingPackages().length === 0) return
  // Test files start at the same moment: one installs, the others find it done.
  await withFileLock(join(hostsConfig.claimFolder, "packages.lock"), () => installMissing(progress))
}

async function installMissing(progress: (line: string) => void): Promise<void> {
  const missing = missingPackages()
  if (missing.length === 0) return
  for (const each of missing) progress(`installing ${each.name}: ${each.why}`)
  await aptInstall(missing.map((each) => each.name))
}

function missingPackages(): { name: string; why: string }[] {
  const missing: { name: string; why: string }[] = machinePackages.filter(
    (each) => findProgram(each.program) === undefined,
  )
  if (!existsSync(debianKeyring.file)) missing.push(debianKeyring)
  return missing
}

function hasSysAdmin(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]
  const sysAdminBit = 21n
  return effective !== undefined && ((BigInt(`0x${effective}`) >> sysAdminBit) & 1n) === 1n
}
