import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "actor" | "publish">

/** @throws Problem `not-found` when there is no such invitation that could still be accepted */
export async function revokeInvitation(ctx: Ctx, input: { invitationId: string }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const open = { id: input.invitationId, usedAt: null, revokedAt: null }
    const [row] = await tx.invitation.updateManyAndReturn({ where: open, data: { revokedAt: ctx.clock.now() } })
    if (!row) throw new Problem("not-found", "There is no such open invitation.")
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "invitation.revoke",
      object: { kind: "invitation", id: row.id, name: row.email },
      result: "done",
    })
  })
  ctx.publish({ kind: "access" })
}
