import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"

/**
 * Ends a session of one's own; an admin ends anybody's.
 * @throws Problem `not-found`, also for somebody else's session
 */
export async function endSession(
  ctx: Pick<DomainContext, "db" | "actor" | "publish">,
  input: { sessionId: string },
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const session = await tx.session.findUnique({ where: { id: input.sessionId }, include: { user: true } })
    if (!session || (ctx.actor.role !== "admin" && session.userId !== ctx.actor.id)) {
      throw new Problem("not-found", "There is no such session.")
    }
    await tx.session.delete({ where: { id: session.id } })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "session.end",
      object: { kind: "session", id: session.id, name: session.user.name },
      result: "done",
    })
  })
  ctx.publish({ kind: "access" })
}
