import { constants } from "node:fs"
import type { ChangeStep } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import type { Clock } from "../host/clock.ts"
import { type FileSystem, syncDirectory } from "../host/file-system.ts"
import { readPrivateFile, writePrivateFile } from "../host/files/env-files.ts"
import {
  addEntry,
  type CommandRecord,
  type Entry,
  type Moment,
  openRecords,
  type State,
  type StepDetails,
  stateOf,
} from "./change-record.ts"
import { isEnd } from "./change-state.ts"
import { openJournal, readJournal } from "./journal.ts"

/** Reported commands that are still recognised when they come again; older ones are refused by their number. */
const REPORTED_KEPT = 32
/** Room that every command needs in the journal for its steps, its plan, an undo's evidence and its result. */
const BYTES_PER_COMMAND = 160 * 1024
const COMMAND_ID_CHARS = 36
/** For texts and backups of what is taken. What is under way needs none: see journal.ts. */
const DISK_BYTES_FREE_MIN = 512 * 1024
const COMPACT_WHEN_FREE_BELOW = 512 * 1024
/** At the start, when a megabyte written costs nothing. */
const COMPACT_AT_START_BELOW = 1024 * 1024 - 64 * 1024

export type Ledger = ReturnType<typeof openLedger>

export type LedgerOptions = { stateDir: string; fs: FileSystem; clock: Clock }

/** The journal with what it adds up to, and the private files that belong to commands. The caller holds the lock. */
export function openLedger({ stateDir, fs, clock }: LedgerOptions) {
  const { journal, values } = openJournal(`${stateDir}/journal`, fs)
  const state = stateOf(values)
  const now = (): Moment => ({ at: clock.now(), monotonic: clock.monotonic(), bootId: clock.bootId })

  let isBroken = false
  if (journal.bytesFree() < COMPACT_AT_START_BELOW) compact()

  /** Written first, believed after. */
  function add(entry: Entry): void {
    journal.append(entry)
    addEntry(state, entry)
  }

  /**
   * An undo goes on where it cannot be recorded, and an end is told: the server's state matters more. Nothing new is
   * taken then. What is not recorded of these is done again by the next agent, and is found done.
   */
  function addAnyway(entry: Entry): void {
    try {
      journal.append(entry)
    } catch {
      isBroken = true
    }
    addEntry(state, entry)
  }

  /** @throws Problem `agent-state-full`: nothing was taken */
  function receive(command: { id: string; seq: number; payloadHash: string; ttlMs: number; payload: string }): void {
    if (isBroken) throw new Problem("agent-state-damaged", "The agent's journal could not be written.")
    makeRoom()
    const { id, seq, payloadHash, ttlMs, payload } = command
    try {
      writePrivateFile(fs, payloadPath(id), Buffer.from(payload, "utf8"))
      syncDirectory(fs, `${stateDir}/commands`)
    } catch (error) {
      throw new Problem("agent-state-full", undefined, { cause: error })
    }
    add({ type: "received", id, seq, payloadHash, ttlMs, moment: now() })
  }

  function step(id: string, to: ChangeStep, details: StepDetails = {}): CommandRecord {
    const entry: Entry = { type: "step", id, step: to, moment: now(), ...details }
    if (to === "rolling-back" || isEnd(to)) addAnyway(entry)
    else add(entry)
    if (isEnd(to)) discard(payloadPath(id))
    return recordOf(id)
  }

  function acknowledge(id: string): void {
    const record = state.commands.get(id)
    if (!record || record.isAcknowledged || !isEnd(record.step)) return
    add({ type: "acknowledged", id })
    if (record.step !== "stuck") discard(backupPath(id))
  }

  function recordOf(id: string): CommandRecord {
    const record = state.commands.get(id)
    if (!record) throw new Error(`no command ${id}`)
    return record
  }

  function makeRoom(): void {
    const free = fs.statfsSync(stateDir)
    if (free.bavail * free.bsize < DISK_BYTES_FREE_MIN) throw new Problem("agent-state-full")
    const needed = BYTES_PER_COMMAND * (openRecords(state).length + 1)
    if (journal.bytesFree() < COMPACT_WHEN_FREE_BELOW) compact()
    if (journal.bytesFree() < needed) throw new Problem("agent-state-full")
  }

  function compact(): void {
    const kept = keptRecords(state)
    const snapshot: Entry = { type: "snapshot", commandSeq: state.commandSeq, commands: kept }
    try {
      journal.compact(snapshot)
    } catch {
      return // no room for a second journal: the present one goes on for as long as it has room
    }
    addEntry(state, snapshot)
  }

  /** Removes what processes that were killed left behind: texts of commands that are over, backups that nobody needs. */
  function tidy(): void {
    for (const name of fs.readdirSync(`${stateDir}/commands`)) {
      const record = state.commands.get(name)
      if (!record || isEnd(record.step)) discard(payloadPath(name))
    }
    for (const name of fs.readdirSync(`${stateDir}/backups`)) {
      const record = state.commands.get(name.slice(0, COMMAND_ID_CHARS))
      if (!record || (record.isAcknowledged && record.step !== "stuck")) discard(backupPath(name))
    }
  }

  function discard(path: string): void {
    try {
      fs.unlinkSync(path)
    } catch {
      // it is not there
    }
  }

  const payloadPath = (id: string) => `${stateDir}/commands/${id}`
  const backupPath = (id: string) => `${stateDir}/backups/${id}`

  return {
    stateDir,
    receive,
    step,
    acknowledge,
    tidy,
    now,
    record: (id: string) => state.commands.get(id),
    open: () => openRecords(state),
    all: () => [...state.commands.values()],
    payload: (id: string) => readPrivateFile(fs, payloadPath(id))?.toString("utf8"),
    commandSeq: () => state.commandSeq,
    head: () => journal.head(),
    close: () => journal.close(),
  }
}

/** What another process has recorded about a command, without the lock. */
export function peekRecord(stateDir: string, fs: FileSystem, id: string): CommandRecord | undefined {
  return stateOf(readJournal(`${stateDir}/journal`, fs)).commands.get(id)
}

/** Commands that another process has not ended, without the lock. */
export function peekOpen(stateDir: string, fs: FileSystem): CommandRecord[] {
  return openRecords(stateOf(readJournal(`${stateDir}/journal`, fs)))
}

/** Makes the state folder, and refuses one that others may enter: it holds secrets and decides what is undone. */
export function prepareStateDir(stateDir: string, fs: FileSystem): void {
  for (const folder of [stateDir, `${stateDir}/commands`, `${stateDir}/backups`]) {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const fd = fs.openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
    const seen = fs.fstatSync(fd)
    if (seen.uid === process.getuid?.()) fs.fchmodSync(fd, 0o700)
    fs.closeSync(fd)
    if (seen.uid !== process.getuid?.()) {
      throw new Problem("unsafe-file", `The state folder ${folder} belongs to another user.`)
    }
  }
}

/** Reported results lose their evidence, for the control plane has it; their names stay, so that a repeat is known. */
function keptRecords(state: State): CommandRecord[] {
  const all = [...state.commands.values()].sort((a, b) => a.seq - b.seq)
  const reported = all.filter((record) => record.isAcknowledged).slice(-REPORTED_KEPT)
  return all.flatMap((record) => {
    if (!record.isAcknowledged) return [isEnd(record.step) ? withoutWork(record) : record]
    return reported.includes(record) ? [withoutEvidence(withoutWork(record))] : []
  })
}

function withoutWork({ plan: _, cause: __, ...record }: CommandRecord): CommandRecord {
  return record
}

function withoutEvidence(record: CommandRecord): CommandRecord {
  if (!record.result) return record
  return { ...record, result: { ...record.result, checks: [], rollbackChecks: [], journal: [] } }
}
