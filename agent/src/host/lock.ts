// Who may write the journal. The agent, its guardian and the boot-time recovery exclude each other by flock(2):
// the kernel frees it when the holder dies, however it dies, so that a killed holder leaves nothing behind.
// A holder that is stopped (SIGSTOP, a hung disk) would keep it for ever: so it writes down who it is, and a guardian
// whose time has come kills it (`killHolder`), which works on stopped processes too. A lease that merely expires
// would not do: a stopped agent that is continued later would go on with the rename it was about to make.
//
// Node has no flock. The lock belongs to the open file, not to a process, so flock(1) may take it on a file that it
// was handed and exit; the lock stays until our own descriptor closes. Node opens files close-on-exec, so no other
// child of ours inherits it.
import { spawn } from "node:child_process"
import { closeSync, constants, fchmodSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import { PROGRAM_ENVIRONMENT } from "./run.ts"

export type LockHolder = { pid: number; startTicks: string; bootId: string; role: string }

export type Lock = { release(): void }

export type LockOptions = {
  path: string
  /** Who we are: "agent", "guardian" or "recover". */
  role: string
  bootId: string
  /** Milliseconds to wait for another holder. */
  waitMs: number
}

/**
 * Takes the lock, or waits for it.
 * @throws Problem `agent-busy`, naming the holder
 */
export async function takeLock({ path, role, bootId, waitMs }: LockOptions): Promise<Lock> {
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  try {
    fchmodSync(fd, 0o600)
    const code = await flock(fd, waitMs)
    if (code !== 0) throw new Problem("agent-busy", `The agent's state is held by ${describe(holderOf(path))}.`)
    const holder: LockHolder = { pid: process.pid, startTicks: startTicks(process.pid) ?? "", bootId, role }
    ftruncateSync(fd)
    writeSync(fd, JSON.stringify(holder), 0)
  } catch (error) {
    closeSync(fd)
    throw error
  }
  return { release: () => closeSync(fd) }
}

/** The process that wrote itself down as holder and still lives; undefined when there is none. */
export function holderOf(path: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as LockHolder
    return startTicks(holder.pid) === holder.startTicks ? holder : undefined
  } catch {
    return undefined
  }
}

/** Ends a holder that is past its time. A pid that was given to another process since is left alone. */
export function killHolder(path: string, bootId: string): void {
  const holder = holderOf(path)
  if (!holder || holder.bootId !== bootId || holder.pid === process.pid) return
  try {
    process.kill(holder.pid, "SIGKILL")
  } catch {
    // it went by itself
  }
}

/** When the process started, in clock ticks since boot: with its pid, a name that is used once. */
export function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // The name in parentheses may hold blanks and parentheses; what follows the last one is regular.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function flock(fd: number, waitMs: number): Promise<number | null> {
  const how = waitMs > 0 ? ["-w", (waitMs / 1000).toFixed(3)] : ["-n"]
  return new Promise((resolve, reject) => {
    const child = spawn("flock", ["-x", ...how, "3"], {
      env: PROGRAM_ENVIRONMENT,
      stdio: ["ignore", "ignore", "ignore", fd],
    })
    child.once("error", reject)
    child.once("close", resolve)
  })
}

function describe(holder: LockHolder | undefined): string {
  return holder ? `another process (${holder.role}, pid ${holder.pid})` : "another process"
}
