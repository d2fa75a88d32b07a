// One unit of the playground: a program that is started with its env file's values, started again when it ends, and
// given up after too many starts in a short time, as systemd does it.
import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { createInterface } from "node:readline"
import { PROGRAM_ENVIRONMENT } from "../run.ts"
import type { PlaygroundJournal } from "./playground-journal.ts"
import type { Unit } from "./supervisor.ts"

export type PlaygroundUnit = {
  name: string
  description: string
  argv: [string, ...string[]]
  cwd: string
  envFile: string
}

export type ProcessOptions = {
  unit: PlaygroundUnit
  journal: PlaygroundJournal
  /** The values of the env file. Throws when it cannot be read. */
  readEnvFile: (path: string) => ReadonlyMap<string, string>
  now: () => number
  onChange: () => void
  /** Called with the pid of each started process. */
  onStarted: (pid: number) => void
}

/** systemd's own defaults. */
const STARTS_MAX = 5
const STARTS_WITHIN_MS = 10_000
const RESTART_AFTER_MS = 100
const STOP_WITHIN_MS = 5_000

type State = Pick<Unit, "activeState" | "subState" | "result" | "mainPid" | "restarts" | "invocationId"> & {
  sinceMs: number | null
  startedMonotonic: number | null
}

export function superviseProcess(options: ProcessOptions) {
  const { unit, journal, now, onChange } = options
  const state: State = {
    activeState: "inactive",
    subState: "dead",
    result: "success",
    mainPid: 0,
    restarts: 0,
    invocationId: "",
    sinceMs: null,
    startedMonotonic: null,
  }
  let starts: number[] = []
  let child: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined

  function become(change: Partial<State>): void {
    Object.assign(state, change, { sinceMs: Date.now() })
    onChange()
  }

  function say(text: string, priority: number): void {
    const { name } = unit
    journal.add({ unit: name, identifier: "playground", priority, text, invocationId: state.invocationId })
  }

  function start(): boolean {
    starts = [...starts.filter((at) => now() - at < STARTS_WITHIN_MS), now()]
    if (starts.length > STARTS_MAX) {
      say(`${unit.name}: Start request repeated too quickly.`, 4)
      become({ activeState: "failed", subState: "failed", result: "start-limit-hit" })
      return false
    }
    let values: ReadonlyMap<string, string>
    try {
      values = options.readEnvFile(unit.envFile)
    } catch {
      say(`${unit.name}: Failed to load environment files.`, 3)
      become({ activeState: "failed", subState: "failed", result: "resources" })
      return false
    }
    launch(values)
    return true
  }

  function launch(values: ReadonlyMap<string, string>): void {
    const [file, ...args] = unit.argv
    const env = Object.assign(Object.create(null), PROGRAM_ENVIRONMENT, Object.fromEntries(values))
    const started = spawn(file, args, { cwd: unit.cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true })
    child = started
    const invocationId = randomUUID().replaceAll("-", "")
    const startedMonotonic = now()
    for (const stream of [started.stdout, started.stderr]) {
      createInterface({ input: stream }).on("line", (text) =>
        journal.add({ unit: unit.name, identifier: unit.name, priority: 6, text, invocationId }),
      )
    }
    started.once("error", (error) => say(`${unit.name}: ${error.message}`, 3))
    // "close" comes for a program that could not be started, too.
    started.once("close", (code, signal) => onEnd(started, signal ? `signal ${signal}` : `status ${code}`, code === 0))
    if (started.pid !== undefined) options.onStarted(started.pid)
    become({
      activeState: "active",
      subState: "running",
      result: "success",
      mainPid: started.pid ?? 0,
      invocationId,
      startedMonotonic,
    })
    say(`Started ${unit.name}.`, 6)
  }

  function onEnd(ended: ChildProcess, how: string, isClean: boolean): void {
    if (child !== ended) return
    child = undefined
    if (state.subState === "stop-sigterm") {
      become({ activeState: "inactive", subState: "dead", mainPid: 0 })
      return
    }
    say(`${unit.name}: Main process exited, ${how}.`, isClean ? 6 : 4)
    become({
      activeState: "activating",
      subState: "auto-restart",
      result: isClean ? "success" : "exit-code",
      mainPid: 0,
    })
    timer = setTimeout(() => {
      state.restarts += 1
      start()
    }, RESTART_AFTER_MS)
  }

  async function stop(): Promise<void> {
    clearTimeout(timer)
    const running = child
    if (running?.pid === undefined) {
      become({ activeState: "inactive", subState: "dead", mainPid: 0 })
      return
    }
    become({ activeState: "deactivating", subState: "stop-sigterm" })
    const ended = new Promise((resolve) => running.once("close", resolve))
    killGroup(running.pid, "SIGTERM")
    const killTimer = setTimeout(() => killGroup(running.pid, "SIGKILL"), STOP_WITHIN_MS)
    await ended
    clearTimeout(killTimer)
  }

  return {
    unit,
    state,
    stop,
    async restart(): Promise<boolean> {
      await stop()
      return start()
    },
    resetFailed(): void {
      starts = []
      state.restarts = 0
      if (state.activeState === "failed") become({ activeState: "inactive", subState: "dead", result: "success" })
    },
  }
}

export function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // it is gone
  }
}
