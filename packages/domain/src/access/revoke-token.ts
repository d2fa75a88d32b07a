import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "actor" | "publish">

/**
 * Ends a token of one's own; an admin ends anybody's. Twice is harmless.
 * @throws Problem `not-found`, also for somebody else's token
 */
export async function revokeToken(ctx: Ctx, input: { tokenId: string }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const token = await tx.apiToken.findUnique({ where: { id: input.tokenId } })
    if (!token || (ctx.actor.role !== "admin" && token.createdById !== ctx.actor.id)) {
      throw new Problem("not-found", "There is no such token.")
    }
    if (token.revokedAt) return
    await tx.apiToken.update({ where: { id: token.id }, data: { revokedAt: ctx.clock.now() } })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "token.revoke",
      object: { kind: "token", id: token.id, name: token.name },
      result: "done",
    })
  })
  ctx.publish({ kind: "access" })
}
