// One booted systemd-nspawn machine: from power on to power off. A host has one after the other over the same disk.

import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "./config.ts"

export interface MachineOptions {
  readonly name: string
  readonly root: string
  /** Path of the network namespace that the machine lives in. */
  readonly networkNamespace: string
  readonly cgroups: readonly string[]
}

export interface Machine {
  /** Its PID 1, seen from this machine. */
  readonly leaderPid: number
  /** Settles when the machine is off, for whatever reason. */
  readonly off: Promise<void>
  /** Everything in it dies at once, as when the power fails. */
  kill9(): Promise<void>
  /** An orderly shutdown. */
  shutDown(): Promise<void>
}

const bootDeadlineMs = 60_000
const shutDownDeadlineMs = 30_000
const consoleLinesKept = 60

/** Powers on and waits until systemd has reached multi-user.target. */
export async function bootMachine(options: MachineOptions): Promise<Machine> {
  const child = spawn("sh", nspawnArguments(options), {
    env: childEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C in the terminal is for us: we shut the machines down in order.
    detached: true,
  })
  const off = new Promise<void>((resolve) => child.once("close", () => resolve()))
  await waitForBoot(child, options.name)
  const leaderPid = await findLeader(child)
  const kill9 = async () => {
    killQuietly(leaderPid, "SIGKILL")
    await off
  }
  return {
    leaderPid,
    off,
    kill9,
    async shutDown() {
      // systemd-nspawn passes it on as SIGRTMIN+3, systemd's word for "halt".
      child.kill("SIGTERM")
      const deadline = AbortSignal.timeout(shutDownDeadlineMs)
      const tooLate = once(deadline, "abort").then(() => "too late" as const)
      if ((await Promise.race([off, tooLate])) === "too late") await kill9()
    },
  }
}

function nspawnArguments({ name, root, networkNamespace, cgroups }: MachineOptions): string[] {
  const script = fileURLToPath(new URL("in-cgroups.sh", import.meta.url))
  return [
    script,
    ...cgroups.map((folder) => join(folder, "cgroup.procs")),
    "--",
    // If this process is killed, its machines go with it.
    ...["setpriv", "--pdeathsig", "KILL"],
    "systemd-nspawn",
    "--quiet",
    "--settings=no",
    "--register=no",
    "--keep-unit",
    "--console=read-only",
    "--resolv-conf=off",
    "--timezone=off",
    "--link-journal=no",
    `--machine=${name}`,
    `--hostname=${name}`,
    `--network-namespace-path=${networkNamespace}`,
    "--capability=CAP_NET_ADMIN",
    `--directory=${root}`,
    "--boot",
    // The console is how we are told that it has booted.
    "systemd.show_status=yes",
  ]
}

function waitForBoot(child: ChildProcess, name: string): Promise<void> {
  const lines: string[] = []
  const keep = (line: string) => {
    lines.push(line)
    if (lines.length > consoleLinesKept) lines.shift()
  }
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error("a machine's console must be a pipe")
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer)
      child.kill("SIGKILL")
      reject(new Error(`${name} did not boot: ${why}; its console said:\n${lines.join("\n")}`))
    }
    const timer = setTimeout(() => fail(`not up after ${bootDeadlineMs / 1000} s`), bootDeadlineMs)
    child.once("error", (error) => fail(error.message))
    child.once("close", (code, signal) => fail(`it ended (${signal ?? code})`))
    createInterface({ input: stderr }).on("line", keep)
    createInterface({ input: stdout }).on("line", (line) => {
      keep(line)
      if (!line.includes("Reached target") || !line.includes("multi-user.target")) return
      clearTimeout(timer)
      resolve()
    })
  })
}

/** systemd-nspawn has one child left when the machine runs: the machine's PID 1. */
async function findLeader(child: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
  for (const pid of children.trim().split(" ")) {
    const status = await readFile(`/proc/${pid}/status`, "utf8")
    if (/^NSpid:.*\s1$/m.test(status)) return Number(pid)
  }
  throw new Error(`systemd-nspawn ${child.pid} has no machine`)
}

function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It was off already.
  }
}
