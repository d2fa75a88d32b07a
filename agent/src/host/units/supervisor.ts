// What runs the units. The rest of the program asks this and never which one it is: systemd on a server, a small one
// of our own in the playground.
import type { JournalLine } from "@signalbox/protocol/check"
import type { UnitState } from "@signalbox/protocol/observe"

export type Unit = UnitState & {
  /** Names one run of the unit; "" when it never ran. */
  invocationId: string
  /** "simple", "notify", "oneshot" … */
  type: string
  /** When its present or last run began, in milliseconds since boot; null when it never ran. */
  startedMonotonic: number | null
  /** Counts as up after its program has ended. */
  remainsAfterExit: boolean
  /** false when a condition of the unit kept its last start from happening. */
  conditionMet: boolean
}

/** A line with the run that wrote it; `JournalLine` is what leaves the server. */
export type SupervisorLine = JournalLine & { invocationId: string }

export type ActionResult = { ok: boolean; why: string }

export type JournalQuery = {
  units: readonly string[]
  /** As many are read and no more. */
  linesMax: number
  /** Sees each line as it is read; what it refuses is forgotten again. A program may write more than we have memory for. */
  keep?: (line: SupervisorLine) => boolean
  signal?: AbortSignal
}

/** A program that is run apart from us: see outside.ts. */
export type OutsideTask = {
  /** Name of the transient unit. */
  unit: string
  /** Program, by its whole path, and arguments. */
  argv: readonly string[]
  timeoutMs: number
  properties?: readonly string[]
  environment?: Readonly<Record<string, string>>
  signal?: AbortSignal
}

export type Outside = {
  /** Runs it to its end. At the end of our patience the program goes on: nobody kills a package manager half-way. */
  run(task: OutsideTask): Promise<ActionResult>
  start(task: OutsideTask): Promise<ActionResult>
  /** What it printed; null when it did not end well. */
  ask(task: OutsideTask): Promise<string | null>
  stop(unit: string): Promise<ActionResult>
}

export type Supervisor = {
  name: "systemd" | "playground"
  /** Units keep running without the agent, so somebody else than the agent may restart them. */
  outlivesAgent: boolean
  /** In the order of the names. A unit that is not there has loadState "not-found". */
  show(units: readonly string[]): Promise<Unit[]>
  resetFailed(unit: string): Promise<ActionResult>
  /** Starts it, too, if it does not run. "ok" says that the start was done, not that the program lives. */
  restart(unit: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<ActionResult>
  stop(unit: string, options: { timeoutMs: number }): Promise<ActionResult>
  /** The journal's present end: taken before an action, it loses none of the action's lines. */
  cursor(): Promise<string>
  /** The oldest lines after the cursor. @throws Error when the journal cannot be read to there in time */
  journalSince(cursor: string, query: JournalQuery): Promise<SupervisorLine[]>
  /** Lines of one run of a unit, for a question asked outside a change. */
  journalOfRun(unit: Unit, query: Omit<JournalQuery, "units">): Promise<SupervisorLine[]>
  /** Calls back, at most every two seconds, when the state of one of the units changed. */
  followActivity(units: () => readonly string[], onChange: () => void): { close(): void }
  /** From now on, something outside this process undoes the change `id` after this time unless it is disarmed. */
  armGuardian(guardian: { id: string; afterMs: number }): Promise<ActionResult>
  disarmGuardian(id: string): Promise<void>
  /** Absent where there is no machine to administer, only a playground. */
  outside?: Outside
  close(): Promise<void>
}

const LITERAL_NAME = /^[A-Za-z0-9_][A-Za-z0-9@_.:-]*\.service$/

/** The last check before a name becomes an argument: never a pattern, never an option. */
export function literalUnit(name: string): string {
  if (!LITERAL_NAME.test(name) || name.length > 128) throw new Error("not a literal unit name")
  return name
}
