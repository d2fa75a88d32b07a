import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { Passwords } from "./passwords.ts"
import { putUser } from "./put-user.ts"
import { hashSecretCode } from "./secret-code.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "publish"> & { passwords: Passwords; address: string | null }

/**
 * Makes a user of the one who holds the invitation, with the role and address that it names. It works once.
 * @throws Problem `link-invalid` when it is unknown, used, revoked or too old
 */
export async function acceptInvitation(
  ctx: Ctx,
  input: { code: string; name: string; password: string },
): Promise<{ email: string }> {
  const open = { tokenHash: hashSecretCode(input.code), usedAt: null, revokedAt: null }
  const known = await ctx.db.invitation.findFirst({ where: { ...open, expiresAt: { gt: ctx.clock.now() } } })
  if (!known) throw new Problem("link-invalid")
  const passwordHash = await ctx.passwords.hash(input.password)
  await ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    const { count } = await tx.invitation.updateMany({
      where: { ...open, expiresAt: { gt: now } },
      data: { usedAt: now },
    })
    if (count !== 1) throw new Problem("link-invalid")
    const { email, role } = known
    if (await tx.user.findUnique({ where: { email } }))
      throw new Problem("already-exists", `${email} is a user already.`)
    const user = await putUser(tx, { name: input.name, email, role, passwordHash })
    await appendAudit(tx, {
      actor: { kind: "user", id: user.id, name: user.name, role, address: ctx.address },
      action: "invitation.accept",
      object: { kind: "user", id: user.id, name: user.name },
      result: "done",
      after: { email, role },
    })
  })
  ctx.publish({ kind: "access" })
  return { email: known.email }
}
