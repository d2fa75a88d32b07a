// A small supervisor for a machine without systemd, or where ours must not be touched: it runs the playground's
// programs as children of the agent and behaves, for what a change can see, as systemd does.
import { spawn } from "node:child_process"
import { constants } from "node:fs"
import { realFileSystem as fs } from "../file-system.ts"
import { startTicks } from "../lock.ts"
import { PROGRAM_ENVIRONMENT } from "../run.ts"
import { openPlaygroundJournal } from "./playground-journal.ts"
import { killGroup, type PlaygroundUnit, superviseProcess } from "./playground-process.ts"
import { literalUnit, type Supervisor, type Unit } from "./supervisor.ts"

export type PlaygroundOptions = {
  /** Folder of the playground: `units.json` is read from it; the journal and notes of processes are written to it. */
  folder: string
  /** An env text's values, as the playground's programs are given them. */
  readEnv: (text: string) => ReadonlyMap<string, string>
  /** Milliseconds since boot. */
  now: () => number
  /** Program and arguments of the guardian; `--files`, `--after MS` and the command's id are added. */
  guardianCommand: readonly string[]
}

type Note = { pid: number; startTicks: string }

/** Starts all units of `units.json`; what an agent before this one left running is ended first. */
export function openPlayground({ folder, readEnv, now, guardianCommand }: PlaygroundOptions): Supervisor {
  const notes = `${folder}/processes`
  fs.mkdirSync(notes, { recursive: true, mode: 0o700 })
  const units = JSON.parse(fs.readFileSync(`${folder}/units.json`, "utf8")) as PlaygroundUnit[]
  for (const unit of units) endLeftOver(`${notes}/${literalUnit(unit.name)}`)
  const journal = openPlaygroundJournal(`${folder}/journal.ndjson`)
  const listeners = new Set<() => void>()
  const processes = new Map(
    units.map((unit) => {
      const supervised = superviseProcess({
        unit,
        journal,
        now,
        readEnvFile: (path) => readEnv(fs.readFileSync(path, "utf8")),
        onChange: () => {
          for (const listener of listeners) listener()
        },
        onStarted: (pid) => note(`${notes}/${unit.name}`, pid),
      })
      return [unit.name, supervised]
    }),
  )
  for (const supervised of processes.values()) void supervised.restart()

  const act = async (name: string, action: (unit: Supervised) => unknown) => {
    const supervised = processes.get(name)
    if (!supervised) return { ok: false, why: `There is no unit ${name} in the playground.` }
    const done = await action(supervised)
    return done === false ? { ok: false, why: `${name} failed: ${supervised.state.result}` } : { ok: true, why: "" }
  }
  const of = (units: readonly string[]) => (line: { unit: string }) => units.includes(line.unit)

  return {
    name: "playground",
    outlivesAgent: false,
    show: async (names) => names.map((name) => describe(name, processes.get(name))),
    resetFailed: (unit) => act(unit, (supervised) => supervised.resetFailed()),
    restart: (unit) => act(unit, (supervised) => supervised.restart()),
    stop: (unit) => act(unit, (supervised) => supervised.stop()),
    cursor: async () => journal.cursor(),
    journalSince: async (cursor, { units, linesMax, keep = () => true }) =>
      journal.since(cursor, of(units)).slice(0, linesMax).filter(keep),
    journalOfRun: async (unit, { linesMax, keep = () => true }) =>
      journal
        .since("0", (line) => line.unit === unit.name && line.invocationId === unit.invocationId)
        .slice(0, linesMax)
        .filter(keep),
    followActivity(_units, onChange) {
      listeners.add(onChange)
      return { close: () => void listeners.delete(onChange) }
    },
    async armGuardian({ id, afterMs }) {
      const [file = "", ...args] = guardianCommand
      endLeftOver(`${notes}/guardian-${id}`)
      // In a group of its own and without a tie to us: it lives on when this process is killed.
      const guardian = spawn(file, [...args, "--files", `--after=${afterMs}`, id], {
        env: PROGRAM_ENVIRONMENT,
        detached: true,
        stdio: "ignore",
      })
      const pid = await new Promise<number | undefined>((resolve) => {
        guardian.once("spawn", () => resolve(guardian.pid))
        guardian.once("error", () => resolve(undefined))
      })
      guardian.unref()
      if (pid === undefined) return { ok: false, why: "The guardian's process did not start." }
      note(`${notes}/guardian-${id}`, pid)
      return { ok: true, why: "" }
    },
    disarmGuardian: async (id) => endLeftOver(`${notes}/guardian-${id}`),
    async close() {
      await Promise.all([...processes.values()].map((supervised) => supervised.stop()))
    },
  }
}

type Supervised = ReturnType<typeof superviseProcess>

function describe(name: string, supervised: Supervised | undefined): Unit {
  const nothing = { loadState: "not-found", activeState: "inactive", subState: "dead", result: "success" }
  const state = supervised?.state
  return {
    name,
    description: supervised?.unit.description ?? "",
    ...(supervised ? { loadState: "loaded" } : nothing),
    activeState: state?.activeState ?? nothing.activeState,
    subState: state?.subState ?? nothing.subState,
    result: state?.result ?? nothing.result,
    sinceMs: state?.sinceMs ?? null,
    mainPid: state?.mainPid ?? 0,
    restarts: state?.restarts ?? 0,
    memoryBytes: null,
    enabled: supervised ? "enabled" : "",
    invocationId: state?.invocationId ?? "",
    type: "simple",
    startedMonotonic: state?.startedMonotonic ?? null,
    remainsAfterExit: false,
    conditionMet: true,
  }
}

/** A pid alone may be somebody else's by now; with its start time it is not. */
function note(path: string, pid: number): void {
  const entry: Note = { pid, startTicks: startTicks(pid) ?? "" }
  const fd = fs.openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600)
  try {
    fs.writeSync(fd, JSON.stringify(entry))
  } finally {
    fs.closeSync(fd)
  }
}

function endLeftOver(path: string): void {
  try {
    const { pid, startTicks: then } = JSON.parse(fs.readFileSync(path, "utf8")) as Note
    if (startTicks(pid) === then) killGroup(pid, "SIGKILL")
    fs.unlinkSync(path)
  } catch {
    // nothing was noted
  }
}
