import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { limitAttempts } from "./limit-attempts.ts"
import type { Passwords } from "./passwords.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "actor" | "publish"> & {
  passwords: Passwords
  sessionId: string | null
}

/** Who holds a stolen session must not find out the password by it. */
const guesses = { max: 10, windowMs: 5 * 60_000 }

/**
 * Changes one's own password, and ends all of one's sessions but the one that asks.
 * @throws Problem `invalid-credentials` when the current password is another one, `too-many-attempts`
 */
export async function changePassword(ctx: Ctx, input: { current: string; next: string }): Promise<void> {
  const userId = ctx.actor.id ?? ""
  await limitAttempts(ctx, `change-password:${userId}`, guesses)
  const account = await ctx.db.account.findFirst({ where: { userId, providerId: "credential" } })
  if (!account?.password) throw new Problem("session-required")
  if (!(await ctx.passwords.verify({ hash: account.password, password: input.current }))) {
    throw new Problem("invalid-credentials", "The current password is not right.")
  }
  const password = await ctx.passwords.hash(input.next)
  await ctx.db.$transaction(async (tx) => {
    await tx.account.update({ where: { id: account.id }, data: { password } })
    await tx.session.deleteMany({
      where: { userId: account.userId, ...(ctx.sessionId && { id: { not: ctx.sessionId } }) },
    })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "user.change-password",
      object: { kind: "user", id: account.userId, name: ctx.actor.name },
      result: "done",
    })
  })
  ctx.publish({ kind: "access" })
}
