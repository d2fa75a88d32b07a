import type { SupervisorLine } from "../host/units/supervisor.ts"
import type { CheckContext } from "./check.ts"

const LINES_MAX = 20_000

/** What the unit wrote since it was restarted: lines that its old run still wrote while it ended are not its own. */
export async function linesSinceRestart(unit: string, context: CheckContext): Promise<SupervisorLine[]> {
  const { supervisor, cursor, oldInvocations, signal } = context
  if (cursor !== undefined) {
    const lines = await supervisor.journalSince(cursor, { units: [unit], linesMax: LINES_MAX, signal })
    return lines.filter((line) => !oldInvocations?.has(line.invocationId))
  }
  const [seen] = await supervisor.show([unit])
  return seen ? supervisor.journalOfRun(seen, { linesMax: LINES_MAX, signal }) : []
}
