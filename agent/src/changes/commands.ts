// The agent's side of commands: delivered at least once, effective once. What was taken is in the journal before it is
// answered; what ended stays there until the control plane has it.
import { Change, type ChangeFinished, type ChangeProgress } from "@signalbox/protocol/change"
import { Problem } from "@signalbox/protocol/problem"
import { type Clock, systemClock } from "../host/clock.ts"
import { type FileSystem, realFileSystem } from "../host/file-system.ts"
import { type EnvFiles, openEnvFiles } from "../host/files/env-files.ts"
import { holderOf, takeLock } from "../host/lock.ts"
import type { Supervisor } from "../host/units/supervisor.ts"
import { loadPolicy } from "../policy.ts"
import type { ApplyContext } from "./apply-context.ts"
import { applyEnv } from "./apply-env.ts"
import { applyRedis } from "./apply-redis.ts"
import type { CommandRecord } from "./change-record.ts"
import { dutyOf } from "./change-state.ts"
import { refuseChange } from "./end-change.ts"
import { openLedger, prepareStateDir } from "./ledger.ts"
import { finishInterrupted, undoInterrupted } from "./recover.ts"
import { UNDO_MS_MAX } from "./undo.ts"
import { readControlPlaneKey, verifyCommand } from "./verify-command.ts"

export const STATE_DIR_DEFAULT = "/var/lib/signalbox-agent"
/** Open at one time: one runs, the others wait their turn. */
const OPEN_MAX = 4
/** Tries of a command that was never begun because its agent died each time. */
const ATTEMPTS_MAX = 3
/** The guardian waits this much beyond a change's own deadline, so that a living agent undoes its changes itself. */
const GUARDIAN_MARGIN_MS = 10_000

export type ChangesOptions = {
  stateDir?: string
  policyPath: string
  supervisor: Supervisor
  /** base64 DER (SPKI). */
  controlPlaneKey: string
  serverId: string
  onProgress(progress: ChangeProgress): void
  /** Called when a change ended, and again when its command is delivered again. */
  onFinished(result: ChangeFinished): void
  /** Files of the agent that no change may name, besides its state. */
  ownPaths?: readonly string[]
  clock?: Clock
  fs?: FileSystem
  files?: EnvFiles
  guardianMarginMs?: number
  /** Milliseconds to wait for another agent that holds the state folder. */
  lockWaitMs?: number
}

export type Changes = {
  /** Takes a command; resolves when it is durably taken, not when it is done. @throws Problem */
  accept(command: unknown): Promise<void>
  /** Ended and not yet acknowledged, oldest first. */
  pendingResults(): ChangeFinished[]
  /** The control plane has stored the result. */
  acknowledge(commandId: string): void
  /** Begun or waiting. */
  openCommands(): string[]
  /** Hash of the journal's newest frame (hex). */
  journalHead(): string | null
  /** Highest sequence number seen. */
  commandSeq(): number
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Takes no more; waits for the change under way; gives the state to the next. */
  close(): Promise<void>
}

/**
 * Takes the state folder, and goes on with what is found there: unfinished changes are undone or finished first.
 * @throws Problem `agent-busy` when another process holds it, `agent-state-damaged`, `agent-state-full`
 */
export async function openChanges(options: ChangesOptions): Promise<Changes> {
  const { stateDir = STATE_DIR_DEFAULT, clock = systemClock, fs = realFileSystem } = options
  const key = readControlPlaneKey(options.controlPlaneKey)
  prepareStateDir(stateDir, fs)
  const lockPath = `${stateDir}/lock`
  // A guardian at work is waited for; a second agent is not.
  const waitMs = holderOf(lockPath)?.role === "agent" ? (options.lockWaitMs ?? 5_000) : UNDO_MS_MAX + 30_000
  const lock = await takeLock({ path: lockPath, role: "agent", bootId: clock.bootId, waitMs })
  try {
    const ledger = openLedger({ stateDir, fs, clock })
    const context = { ...options, ledger, clock, files: options.files ?? openEnvFiles({ fs }), stateDir }
    ledger.tidy()
    const runner = startRunner(context)
    return {
      async accept(input) {
        if (runner.isClosing()) throw new Problem("agent-busy", "The agent is stopping.")
        const command = verifyCommand(input, { key, serverId: options.serverId })
        const known = ledger.record(command.id)
        if (known) return acceptAgain(known, command.payloadHash, options.onFinished)
        if (command.seq <= ledger.commandSeq()) throw new Problem("command-replayed")
        if (ledger.open().length >= OPEN_MAX) throw new Problem("agent-busy", "Other changes wait on this server.")
        ledger.receive(command)
        runner.wake()
      },
      pendingResults: () =>
        ledger.all().flatMap((record) => (record.result && !record.isAcknowledged ? [record.result] : [])),
      acknowledge: (id) => ledger.acknowledge(id),
      openCommands: () => ledger.open().map((record) => record.id),
      journalHead: () => ledger.head(),
      commandSeq: () => ledger.commandSeq(),
      idle: () => runner.idle(),
      async close() {
        await runner.close()
        ledger.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

function acceptAgain(known: CommandRecord, payloadHash: string, onFinished: ChangesOptions["onFinished"]): void {
  if (known.payloadHash !== payloadHash) throw new Problem("command-mismatch")
  if (known.result) onFinished(known.result)
}

type RunnerContext = ChangesOptions &
  Omit<ApplyContext, "policy" | "onProgress" | "ownPaths" | "guardianMarginMs"> & { stateDir: string }

/** Works off open commands one at a time, by their numbers. */
function startRunner(ctx: RunnerContext) {
  let isClosing = false
  let running: Promise<void> | undefined
  const inherited = new Set(ctx.ledger.open().map((record) => record.id))
  // An agent that was killed between the end of a change and disarming left a guardian that would find nothing to do.
  const ended = ctx.ledger.all().filter((record) => record.plan && record.result && !record.isAcknowledged)
  const work = async () => {
    for (const record of ended.splice(0)) await ctx.supervisor.disarmGuardian(record.id)
    for (;;) {
      const record = ctx.ledger.open()[0]
      if (!record || isClosing) return
      ctx.onFinished(await workOn(ctx, record, inherited.has(record.id)))
    }
  }
  const wake = () => {
    running ??= work().finally(() => {
      running = undefined
    })
  }
  wake()
  return {
    wake,
    isClosing: () => isClosing,
    idle: async () => void (await running),
    async close() {
      isClosing = true
      await running
    },
  }
}

async function workOn(ctx: RunnerContext, record: CommandRecord, isInherited: boolean): Promise<ChangeFinished> {
  const duty = dutyOf(record.step)
  if (duty === "undo") {
    const result = await undoInterrupted(ctx, record)
    await ctx.supervisor.disarmGuardian(record.id)
    return result
  }
  if (duty === "finish") return finishInterrupted(ctx, record)
  if (isExpired(ctx.clock, record)) return refuseChange(ctx, record, new Problem("command-expired"))
  if (isInherited) {
    if (record.attempts >= ATTEMPTS_MAX) return refuseChange(ctx, record, new Problem("interrupted"))
    ctx.ledger.step(record.id, "received")
  }
  return begin(ctx, record)
}

function begin(ctx: RunnerContext, record: CommandRecord): Promise<ChangeFinished> | ChangeFinished {
  const change = readChange(ctx.ledger.payload(record.id))
  if (!change) return refuseChange(ctx, record, new Problem("invalid-input", "The change is not well formed."))
  let seq = 0
  const apply: ApplyContext = {
    ...ctx,
    policy: loadPolicy(ctx.policyPath),
    ownPaths: [ctx.stateDir, ctx.policyPath, ...(ctx.ownPaths ?? [])],
    guardianMarginMs: ctx.guardianMarginMs ?? GUARDIAN_MARGIN_MS,
    onProgress: (progress) =>
      ctx.onProgress({
        commandId: record.id,
        seq: seq++,
        at: ctx.clock.now(),
        ...progress,
        step: progress.step.slice(0, 200),
      }),
  }
  switch (change.kind) {
    case "env":
      return applyEnv(apply, record, change)
    case "redis":
      return applyRedis(apply, record, change)
  }
}

function readChange(payload: string | undefined): Change | undefined {
  try {
    return Change.parse(JSON.parse(payload ?? ""))
  } catch {
    return undefined
  }
}

/** Counted from receipt on a clock that nobody sets; after a reboot nothing is known of the time between. */
function isExpired(clock: Clock, { received, ttlMs }: CommandRecord): boolean {
  return received.bootId !== clock.bootId || clock.monotonic() - received.monotonic > ttlMs
}
