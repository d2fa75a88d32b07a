// What the journal says about each command, and how its entries add up to that.
import type { ChangeFinished, ChangeStep } from "@signalbox/protocol/change"
import type { ProblemView } from "@signalbox/protocol/problem"
import type { RedisPolicy } from "@signalbox/protocol/redis-policy"
import type { FileState } from "../host/files/target.ts"
import type { User } from "../host/redis/live-settings.ts"
import { isEnd, mayFollow } from "./change-state.ts"

/** A moment that deadlines can be counted from, in any process of the same boot. */
export type Moment = { at: number; monotonic: number; bootId: string }

/** How a unit was before the change; "restored" means so again (see undo.ts). */
export type UnitBefore = {
  name: string
  was: "running" | "stopped" | "failed"
  /** Runs to an end: "running" then means that it had run. */
  isOneshot: boolean
  invocationId: string
}

/** What an instance was before the change; it is brought back while it runs. */
export type RedisBefore = {
  host: string
  port: number
  bind: string
  /** CONFIG GET of what we set while it runs. */
  settings: Record<string, string>
  users: User[]
  keys: number
  dir: string
  dbfilename: string
}

/** What an undo needs beyond the file and the unit when the change is one of a local Redis. */
export type RedisUndo = {
  unit: string
  product: RedisPolicy["product"]
  /** Redis's own file, and whether it included ours. */
  mainConf: string
  hadInclude: boolean
  /** The group that may write their folder. */
  gid: number
  /** Only the package is under way: no file of ours is there yet. */
  isInstalling: boolean
  /** The unit was masked when we came, by us or because nothing was installed: it is again after an undo. */
  wasMasked: boolean
  wasEnabled: boolean
  /** null when it did not run. */
  before: RedisBefore | null
  /** Where it is when the change is done; null when it shall be gone. */
  after: { host: string; port: number } | null
  /** The data file, put aside by a removal. */
  aside?: { from: string; to: string; account: string }
}

/** All that an undo needs, in the journal before anything is touched: the guardian reads nothing else. */
export type UndoPlan = {
  path: string
  /** The file that is replaced; null when there was none. Its bytes are in the backup of the command's id. */
  before: FileState | null
  /** What is written, so that a third version on disk is recognised. `hash` is null where the file goes. */
  after: { hash: string | null; uid: number; gid: number; mode: number }
  redis?: RedisUndo
  units: UnitBefore[]
  settleMs: number
  /** Journal position before anything was restarted. */
  cursor: string
  /** Units whose journal lines the host policy lets us send. */
  loggedUnits: string[]
  deadlineMs: number
}

/** Why a change is undone, with what was seen before the undo could cover it. */
export type UndoCause = Pick<ChangeFinished, "checks" | "journal" | "timing"> & { problem: ProblemView }

export type CommandRecord = {
  id: string
  seq: number
  payloadHash: string
  ttlMs: number
  received: Moment
  attempts: number
  step: ChangeStep
  /** When the step was reached. */
  stepped: Moment
  plan?: UndoPlan
  prepared?: Moment
  cause?: UndoCause
  /** The new file was in place at some moment. */
  wasWritten?: boolean
  /** When the file was put back by somebody who could not restart units: a unit that started later is as it should be. */
  restored?: Moment
  result?: ChangeFinished
  isAcknowledged: boolean
}

export type StepDetails = Partial<Pick<CommandRecord, "plan" | "cause" | "wasWritten" | "restored" | "result">>

export type Entry =
  | ({ type: "received" } & Pick<CommandRecord, "id" | "seq" | "payloadHash" | "ttlMs"> & { moment: Moment })
  | ({ type: "step"; id: string; step: ChangeStep; moment: Moment } & StepDetails)
  | { type: "acknowledged"; id: string }
  | { type: "snapshot"; commandSeq: number; commands: CommandRecord[] }

export type State = { commandSeq: number; commands: Map<string, CommandRecord> }

/** Adds one entry. Throws on an entry that cannot follow: that is an error of ours, and going on would hide it. */
export function addEntry(state: State, entry: Entry): void {
  switch (entry.type) {
    case "received":
      addReceived(state, entry)
      break
    case "step":
      addStep(recordOf(state, entry.id), entry)
      break
    case "acknowledged":
      recordOf(state, entry.id).isAcknowledged = true
      break
    case "snapshot":
      state.commandSeq = entry.commandSeq
      state.commands = new Map(entry.commands.map((record) => [record.id, record]))
      break
  }
}

export function stateOf(entries: readonly unknown[]): State {
  const state: State = { commandSeq: 0, commands: new Map() }
  for (const entry of entries) addEntry(state, entry as Entry)
  return state
}

/** Commands that are not over, in the order of their sequence numbers. */
export function openRecords(state: State): CommandRecord[] {
  return [...state.commands.values()].filter((record) => !isEnd(record.step)).sort((a, b) => a.seq - b.seq)
}

function addReceived(state: State, { id, seq, payloadHash, ttlMs, moment }: Entry & { type: "received" }): void {
  const fresh = { attempts: 0, step: "received" as const, stepped: moment, isAcknowledged: false }
  state.commands.set(id, { id, seq, payloadHash, ttlMs, received: moment, ...fresh })
  state.commandSeq = Math.max(state.commandSeq, seq)
}

function addStep(record: CommandRecord, entry: Entry & { type: "step" }): void {
  const { step, moment, type: _, id: __, ...details } = entry
  if (!mayFollow(record.step, step)) throw new Error(`${record.id} cannot go from ${record.step} to ${step}`)
  Object.assign(record, details, { step, stepped: moment })
  if (step === "received") record.attempts += 1
  if (step === "prepared") record.prepared = moment
  if (step === "written") record.wasWritten = true
}

function recordOf(state: State, id: string): CommandRecord {
  const record = state.commands.get(id)
  if (!record) throw new Error(`the journal names ${id} before it was received`)
  return record
}
