import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { keepAnAdmin } from "./keep-an-admin.ts"
import type { Role } from "./schema.ts"

type Ctx = Pick<DomainContext, "db" | "actor" | "publish">

/**
 * Gives a user another role. All their sessions end at once: they sign in again with the new one.
 * @throws Problem `not-found`, `last-admin`
 */
export async function changeRole(ctx: Ctx, input: { userId: string; role: Role }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { id: input.userId } })
    if (!user) throw new Problem("not-found", "There is no such user.")
    if (user.role === input.role) return
    if (user.role === "admin") await keepAnAdmin(tx, user.id)
    await tx.user.update({ where: { id: user.id }, data: { role: input.role } })
    await tx.session.deleteMany({ where: { userId: user.id } })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "user.change-role",
      object: { kind: "user", id: user.id, name: user.name },
      result: "done",
      before: { role: user.role },
      after: { role: input.role },
    })
  })
  ctx.publish({ kind: "access" })
}
