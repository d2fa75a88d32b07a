import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { Passwords } from "./passwords.ts"
import { putUser } from "./put-user.ts"
import type { ClaimFirstAdminInput } from "./schema.ts"
import { hashSecretCode } from "./secret-code.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "publish"> & { passwords: Passwords; address: string | null }

/**
 * Makes an admin of the one who holds the one-time code. Made again with `admin reset` it also lets an existing user back in.
 * @throws Problem `link-invalid` when the code is unknown, used or too old
 */
export async function claimFirstAdmin(ctx: Ctx, input: ClaimFirstAdminInput): Promise<{ email: string }> {
  const tokenHash = hashSecretCode(input.code)
  // Looked at first without a lock, so that guessers do not make us hash passwords.
  const known = await ctx.db.firstAdminLink.findFirst({ where: openLink(tokenHash, ctx.clock.now()) })
  if (!known) throw new Problem("link-invalid")
  const passwordHash = await ctx.passwords.hash(input.password)
  await ctx.db.$transaction(async (tx) => {
    const now = ctx.clock.now()
    const { count } = await tx.firstAdminLink.updateMany({ where: openLink(tokenHash, now), data: { usedAt: now } })
    if (count !== 1) throw new Problem("link-invalid")
    const user = await makeAdmin(tx, { ...input, passwordHash })
    await appendAudit(tx, {
      actor: { kind: "user", id: user.id, name: user.name, role: "admin", address: ctx.address },
      action: "user.claim-admin",
      object: { kind: "user", id: user.id, name: user.name },
      result: "done",
      after: { email: input.email, role: "admin" },
    })
  })
  ctx.publish({ kind: "access" })
  return { email: input.email }
}

function openLink(tokenHash: Uint8Array<ArrayBuffer>, now: Date) {
  return { tokenHash, usedAt: null, expiresAt: { gt: now } }
}

async function makeAdmin(tx: Tx, input: { name: string; email: string; passwordHash: string }) {
  const { name, email, passwordHash } = input
  const known = await tx.user.findUnique({ where: { email } })
  if (!known) return putUser(tx, { name, email, role: "admin", passwordHash })
  await tx.session.deleteMany({ where: { userId: known.id } })
  await tx.account.updateMany({
    where: { userId: known.id, providerId: "credential" },
    data: { password: passwordHash },
  })
  return tx.user.update({ where: { id: known.id }, data: { name, role: "admin", disabledAt: null } })
}
