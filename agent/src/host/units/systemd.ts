import { systemClock } from "../clock.ts"
import { run } from "../run.ts"
import { systemdOutside } from "./outside.ts"
import { pollActivity } from "./poll-activity.ts"
import { type ActionResult, literalUnit, type Supervisor } from "./supervisor.ts"
import { journalEnd, readJournalLines } from "./systemd-journal.ts"
import { parseSystemctlShow, SHOWN_PROPERTIES } from "./systemd-show.ts"

export type SystemdOptions = {
  /** Program and arguments of the guardian; the command's id is added. Absent in the guardian itself. */
  guardianCommand?: readonly string[]
}

const QUIET = ["--no-ask-password", "--no-pager"]
const QUICK_MS = 10_000
const COMMAND_ID = /^[0-9a-f-]{36}$/

/** systemd by its own programs: an argument list each, literal names only, the options ended by `--`. */
export function openSystemd({ guardianCommand = [] }: SystemdOptions = {}): Supervisor {
  const show: Supervisor["show"] = async (units) => {
    if (units.length === 0) return []
    const names = units.map(literalUnit)
    const properties = `--property=${SHOWN_PROPERTIES.join(",")}`
    const answer = await run("systemctl", [...QUIET, "show", properties, "--", ...names], { timeoutMs: QUICK_MS })
    if (answer.ended !== "exited") throw new Error(answer.why)
    const bootAt = systemClock.now() - systemClock.monotonic()
    return parseSystemctlShow(answer.stdout, names, bootAt)
  }
  const act = async (verb: string, unit: string, options: { timeoutMs: number; signal?: AbortSignal }) => {
    const answer = await run("systemctl", [...QUIET, verb, "--", literalUnit(unit)], options)
    return { ok: answer.code === 0, why: answer.why } satisfies ActionResult
  }
  return {
    name: "systemd",
    outlivesAgent: true,
    show,
    resetFailed: (unit) => act("reset-failed", unit, { timeoutMs: QUICK_MS }),
    restart: (unit, options) => act("restart", unit, options),
    stop: (unit, options) => act("stop", unit, options),
    cursor: journalEnd,
    journalSince: (after, query) => readJournalLines({ after, ...query }),
    journalOfRun: (unit, query) =>
      unit.invocationId === ""
        ? Promise.resolve([])
        : readJournalLines({ after: "", units: [unit.name], invocationId: unit.invocationId, ...query }),
    followActivity: (units, onChange) => pollActivity({ show, units, onChange }),
    armGuardian: (guardian) => armGuardian(guardianCommand, guardian),
    disarmGuardian,
    outside: systemdOutside,
    close: async () => {},
  }
}

/** A transient timer of PID 1: it fires whatever became of us, but not after a reboot (see signalbox-recover.service). */
async function armGuardian(
  command: readonly string[],
  { id, afterMs }: { id: string; afterMs: number },
): Promise<ActionResult> {
  if (!COMMAND_ID.test(id)) throw new Error("not a command id")
  // One of that name may be left from before this agent was killed; systemd-run refuses a name that is taken.
  await disarmGuardian(id)
  const answer = await run(
    "systemd-run",
    [
      "--no-ask-password",
      "--quiet",
      "--collect",
      `--unit=${guardianUnit(id)}`,
      "--description=Undoes an unfinished Signalbox change",
      `--on-active=${Math.ceil(afterMs / 1000)}s`,
      // Timers are otherwise up to a minute late.
      "--timer-property=AccuracySec=100ms",
      "--",
      ...command,
      id,
    ],
    { timeoutMs: QUICK_MS },
  )
  return { ok: answer.code === 0, why: answer.why }
}

/** Only the timer: a guardian that already runs is left to end its work. */
async function disarmGuardian(id: string): Promise<void> {
  if (!COMMAND_ID.test(id)) throw new Error("not a command id")
  await run("systemctl", [...QUIET, "stop", "--", `${guardianUnit(id)}.timer`], { timeoutMs: QUICK_MS })
}

function guardianUnit(id: string): string {
  return `signalbox-guardian-${id}`
}
