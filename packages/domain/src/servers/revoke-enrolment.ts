import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { enrolmentView } from "./enrolment-view.ts"
import type { EnrolmentView } from "./schema.ts"

/**
 * Makes a token worthless before it is used.
 * @throws Problem `not-found`; `in-use` when a server was enrolled with it already
 */
export async function revokeEnrolment(
  ctx: Pick<DomainContext, "db" | "actor" | "clock" | "publish">,
  input: { enrolmentId: string },
): Promise<EnrolmentView> {
  const row = await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.enrolment.updateMany({
      where: { id: input.enrolmentId, usedAt: null, revokedAt: null },
      data: { revokedAt: ctx.clock.now() },
    })
    const found = await tx.enrolment.findUnique({ where: { id: input.enrolmentId } })
    if (!found) throw new Problem("not-found", "There is no such enrolment.")
    if (count === 0 && !found.revokedAt) {
      throw new Problem("in-use", "A server was enrolled with this token already; revoke the server instead.")
    }
    if (count === 1) {
      const object = { kind: "enrolment" as const, id: found.id, name: found.serverName ?? "any server" }
      await appendAudit(tx, { actor: ctx.actor, action: "enrolment.revoke", result: "done", object })
    }
    return found
  })
  ctx.publish({ kind: "enrolment", enrolmentId: row.id })
  return enrolmentView(row, ctx.clock.now())
}
