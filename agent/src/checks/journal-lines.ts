import type { SupervisorLine } from "../host/units/supervisor.ts"
import type { CheckContext } from "./check.ts"

/** More than this since a restart is a flood. */
export const LINES_MAX = 20_000

export type LinesSeen = {
  lines: number
  matching: number
  /** False when there are more lines than were looked at. */
  isAll: boolean
}

/** What the unit wrote since it was restarted: lines that its old run still wrote while it ended are not its own. */
export async function linesSinceRestart(
  unit: string,
  matches: (text: string) => boolean,
  context: CheckContext,
): Promise<LinesSeen> {
  const { supervisor, cursor, oldInvocations, signal } = context
  const seen = { lines: 0, matching: 0 }
  let read = 0
  const keep = (line: SupervisorLine) => {
    read += 1
    if (oldInvocations?.has(line.invocationId)) return false
    seen.lines += 1
    if (matches(line.text)) seen.matching += 1
    // Counted and forgotten: they may be more than we have memory for.
    return false
  }
  const query = { linesMax: LINES_MAX, keep, signal }
  if (cursor !== undefined) {
    await supervisor.journalSince(cursor, { units: [unit], ...query })
  } else {
    const [shown] = await supervisor.show([unit])
    if (shown) await supervisor.journalOfRun(shown, query)
  }
  return { ...seen, isAll: read < LINES_MAX }
}
