// Undoes a change when the agent does not: started by a timer that the agent cannot take with it when it dies, and at
// boot before the units that a change may have touched. Bundled into one file that needs nothing but Node, so that it
// works when the agent's own code is what is broken: it imports no package from outside the repository.
//
//   guardian.mjs --state DIR ID              undo this change, unless it is known to be good
//   guardian.mjs --state DIR --files ID      the same, without restarting units (the agent does when it starts)
//   guardian.mjs --state DIR --recover       at boot: put the files of all unfinished changes back
//   --after MS waits first; --root DIR is where files may be
import { setTimeout as wait } from "node:timers/promises"
import { parseArgs } from "node:util"
import { Problem } from "@signalbox/protocol/problem"
import { dutyOf } from "./changes/change-state.ts"
import { type Ledger, openLedger, peekRecord, prepareStateDir } from "./changes/ledger.ts"
import { interruptionOf, undoInterrupted } from "./changes/recover.ts"
import { restoreBeforeStart, UNDO_MS_MAX } from "./changes/undo.ts"
import { systemClock } from "./host/clock.ts"
import { realFileSystem } from "./host/file-system.ts"
import { openEnvFiles } from "./host/files/env-files.ts"
import { killHolder, type Lock, takeLock } from "./host/lock.ts"
import { openSystemd } from "./host/units/systemd.ts"

const LOOK_AGAIN_MS = 1_000
/** A killed holder's lock is free at once; this is for a kernel that takes its time. */
const AFTER_KILL_MS = 10_000

type Guardian = { stateDir: string; root: string; restartsUnits: boolean }

/** Undoes the change `id`, whoever stands in the way, unless it needs no undoing. */
export async function guardChange({ stateDir, root, restartsUnits }: Guardian, id: string): Promise<void> {
  if (!needsUndo(stateDir, id)) return
  const lock = await takeOver(stateDir, id)
  if (!lock) return
  try {
    const ledger = openLedger({ stateDir, fs: realFileSystem, clock: systemClock })
    const record = ledger.record(id)
    if (record && dutyOf(record.step) === "undo") {
      const ctx = { ledger, clock: systemClock, files: openEnvFiles({ root }) }
      const why = new Problem("deadline-passed", "The agent did not finish the change in time; its guardian undid it.")
      if (restartsUnits) await undoInterrupted({ ...ctx, supervisor: openSystemd() }, record, why)
      else if (!record.restored) restoreBeforeStart(ctx, id, await interruptionOf(ctx, record, why))
    }
    ledger.close()
  } finally {
    lock.release()
  }
}

/** At boot, before units start. Changes of this very boot are left to the agent: their units have started already. */
export async function recoverAtBoot({ stateDir, root }: Guardian): Promise<void> {
  prepareStateDir(stateDir, realFileSystem)
  const lock = await takeLock({
    path: `${stateDir}/lock`,
    role: "recover",
    bootId: systemClock.bootId,
    waitMs: 30_000,
  })
  try {
    const ledger = openLedger({ stateDir, fs: realFileSystem, clock: systemClock })
    for (const record of ledger.open()) {
      const isOfThisBoot = record.stepped.bootId === systemClock.bootId
      if (dutyOf(record.step) === "undo" && !isOfThisBoot) await recoverOne(ledger, record.id, root)
    }
    ledger.close()
  } finally {
    lock.release()
  }
}

/** One file that cannot be put back must not keep the others from it. The agent tries again, and reports. */
async function recoverOne(ledger: Ledger, id: string, root: string): Promise<void> {
  const ctx = { ledger, clock: systemClock, files: openEnvFiles({ root }) }
  const record = ledger.record(id)
  if (!record) return
  const why = new Problem("interrupted", "The server went down during the change.")
  try {
    restoreBeforeStart(ctx, id, await interruptionOf(ctx, record, why))
  } catch (error) {
    process.stderr.write(`${id}: ${error instanceof Error ? error.message : "not restored"}\n`)
    process.exitCode = 1
  }
}

function needsUndo(stateDir: string, id: string): boolean {
  const record = peekRecord(stateDir, realFileSystem, id)
  return record !== undefined && dutyOf(record.step) === "undo"
}

/** The lock; undefined when the change needs no undoing any more. A holder that is past its time is killed. */
async function takeOver(stateDir: string, id: string): Promise<Lock | undefined> {
  const path = `${stateDir}/lock`
  const { bootId } = systemClock
  for (;;) {
    const lock = await takeLock({ path, role: "guardian", bootId, waitMs: 0 }).catch(busy)
    if (lock) return lock
    const record = peekRecord(stateDir, realFileSystem, id)
    if (!record || dutyOf(record.step) !== "undo") return undefined
    const undoingMs = systemClock.monotonic() - record.stepped.monotonic
    const isUndoing = record.step === "rolling-back" && record.stepped.bootId === bootId && undoingMs < UNDO_MS_MAX
    if (!isUndoing) {
      killHolder(path, bootId)
      return takeLock({ path, role: "guardian", bootId, waitMs: AFTER_KILL_MS })
    }
    await wait(LOOK_AGAIN_MS)
  }
}

function busy(error: unknown): undefined {
  if (error instanceof Problem && error.code === "agent-busy") return undefined
  throw error
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      state: { type: "string", default: "/var/lib/signalbox-agent" },
      root: { type: "string", default: "/" },
      after: { type: "string", default: "0" },
      files: { type: "boolean", default: false },
      recover: { type: "boolean", default: false },
    },
  })
  const guardian = { stateDir: values.state, root: values.root, restartsUnits: !values.files }
  await wait(Number(values.after))
  if (values.recover) await recoverAtBoot(guardian)
  for (const id of positionals) await guardChange(guardian, id)
}
