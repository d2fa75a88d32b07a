import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { keepAnAdmin } from "./keep-an-admin.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "actor" | "publish">

/**
 * Shuts a user out, or lets them in again. Sessions end at once; their API tokens do nothing while they are shut out.
 * @throws Problem `not-found`, `last-admin`
 */
export async function disableUser(ctx: Ctx, input: { userId: string; isDisabled: boolean }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: input.userId } })
    if (!user) throw new Problem("not-found", "There is no such user.")
    if ((user.disabledAt !== null) === input.isDisabled) return
    if (input.isDisabled && user.role === "admin") await keepAnAdmin(tx, user.id)
    await tx.user.update({
      where: { id: user.id },
      data: { disabledAt: input.isDisabled ? ctx.clock.now() : null },
    })
    await tx.session.deleteMany({ where: { userId: user.id } })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: input.isDisabled ? "user.disable" : "user.enable",
      object: { kind: "user", id: user.id, name: user.name },
      result: "done",
    })
  })
  ctx.publish({ kind: "access" })
}
