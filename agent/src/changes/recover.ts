// What is done about a change that was begun by a process that is gone.
import type { ChangeFinished } from "@signalbox/protocol/change"
import { Problem, problemView } from "@signalbox/protocol/problem"
import { realFileSystem } from "../host/file-system.ts"
import { readLogins } from "../host/redis/logins.ts"
import type { CommandRecord, UndoCause } from "./change-record.ts"
import { confirmChange, oldText } from "./end-change.ts"
import { gatherEvidence } from "./evidence.ts"
import { secretValues } from "./secret-values.ts"
import { undoChange } from "./undo.ts"
import type { UndoContext } from "./undo-context.ts"

/** Undoes a change that nobody saw to be good. */
export async function undoInterrupted(ctx: UndoContext, record: CommandRecord, why?: Problem): Promise<ChangeFinished> {
  const cause = await interruptionOf(ctx, record, why)
  return undoChange(ctx, record.id, cause)
}

/** Records the end of a change that was seen to be good. */
export function finishInterrupted(ctx: UndoContext, record: CommandRecord): Promise<ChangeFinished> {
  return confirmChange(ctx, record, { checks: [], timing: [] })
}

/** Why it is undone, with what the units said since it began. */
export async function interruptionOf(
  ctx: Omit<UndoContext, "supervisor"> & { supervisor?: UndoContext["supervisor"] },
  record: CommandRecord,
  why: Problem = new Problem("interrupted"),
): Promise<UndoCause> {
  const { plan, id } = record
  if (!plan || !ctx.supervisor) return { problem: problemView(why), checks: [], journal: [], timing: [] }
  const logins = plan.redis ? readLogins(realFileSystem, ctx.ledger.stateDir, plan.redis.unit) : []
  const secrets = [
    ...secretValues([newText(ctx, id), oldText(ctx, plan, id)]),
    ...logins.map(({ password }) => password).filter((word) => word !== ""),
  ]
  const units = plan.loggedUnits
  const journal = await gatherEvidence({ supervisor: ctx.supervisor, cursor: plan.cursor, units, secrets })
  return { problem: problemView(why), checks: [], journal, timing: [] }
}

function newText(ctx: Pick<UndoContext, "ledger">, id: string): string | undefined {
  try {
    const payload = JSON.parse(ctx.ledger.payload(id) ?? "{}") as { text?: unknown }
    return typeof payload.text === "string" ? payload.text : undefined
  } catch {
    return undefined
  }
}
