// Which processes belong to which unit, from /proc alone: PID 1 puts each unit's processes into a control group that is
// named after it, in every version of control groups.
import { readdirSync, readFileSync, readlinkSync } from "node:fs"
import { errorCode } from "../file-system.ts"

export type UnitProcess = { pid: number; startedAt: number }

/** More processes than this are not looked at. */
const PROCESSES_MAX = 32_768
/** Of `/proc/<pid>/stat`: the kernel counts in these for programs, on every machine. */
const TICKS_PER_SECOND = 100

/** The processes of each of these units. A process that ends meanwhile is left out. @param proc "/proc", but in a test */
export function processesOf(units: readonly string[], proc = "/proc"): Map<string, UnitProcess[]> {
  const wanted = new Map(units.map((unit) => [unit, [] as UnitProcess[]]))
  const bootedAt = bootTime(proc)
  for (const name of readdirSync(proc)) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid < 1 || pid > 2 ** 22 || wanted.size === 0) continue
    const found = wanted.get(unitOfProcess(proc, pid) ?? "")
    const startedAt = found ? startOf(proc, pid, bootedAt) : undefined
    if (startedAt !== undefined && found && found.length < PROCESSES_MAX) found.push({ pid, startedAt })
  }
  return wanted
}

/** The last part of the path that names a service: below it, a unit may have made groups of its own. */
function unitOfProcess(proc: string, pid: number): string | undefined {
  const text = readText(`${proc}/${pid}/cgroup`)
  const lines = text.split("\n")
  const line = lines.find((each) => each.includes(":name=systemd:")) ?? lines.find((each) => each.startsWith("0::"))
  const parts = line?.split(":").slice(2).join(":").split("/") ?? []
  // A name that could be mistaken for a file of the group has an underscore put before it.
  return parts.findLast((part) => part.endsWith(".service"))?.replace(/^_/, "")
}

/** Milliseconds since the epoch; the name in parentheses may hold anything, blanks and parentheses too. */
function startOf(proc: string, pid: number, bootedAt: number): number | undefined {
  const stat = readText(`${proc}/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const ticks = Number(fields[19])
  return fields.length > 19 && Number.isFinite(ticks) ? bootedAt + (ticks / TICKS_PER_SECOND) * 1_000 : undefined
}

/** The kernel's own `btime` is in whole seconds. */
function bootTime(proc: string): number {
  return Date.now() - Number.parseFloat(readText(`${proc}/uptime`)) * 1_000
}

/** Where the process's network is, as a name that processes of one network share; undefined when we may not know. */
export function networkOf(pid: number, proc = "/proc"): string | undefined {
  try {
    return readlinkSync(`${proc}/${pid}/ns/net`)
  } catch {
    return undefined
  }
}

/** Inodes of the sockets that the process has open; undefined when we may not look, or it is gone. */
export function socketsOf(pid: number, proc = "/proc"): Set<string> | undefined {
  try {
    const inodes = new Set<string>()
    for (const fd of readdirSync(`${proc}/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(targetOf(`${proc}/${pid}/fd/${fd}`))?.[1]
      if (inode !== undefined) inodes.add(inode)
    }
    return inodes
  } catch {
    return undefined
  }
}

/** "" for one that was closed meanwhile. Root without the right to look may list the numbers and not where they lead. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link)
  } catch (error) {
    if (errorCode(error) === "ENOENT") return ""
    throw error
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return ""
  }
}
