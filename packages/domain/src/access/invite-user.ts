import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { invitationView } from "./invitation-view.ts"
import type { InvitationCreatedView, Role } from "./schema.ts"
import { hashSecretCode, makeSecretCode } from "./secret-code.ts"

const lifeMs = 7 * 24 * 3_600_000

type Ctx = Pick<DomainContext, "db" | "clock" | "actor" | "publish"> & { publicUrl: string }

/**
 * Makes a link by which somebody becomes a user with this role. The link is shown once; it stays out of server logs since the
 * code is in its fragment.
 * @throws Problem `already-exists` when there is a user of this address
 */
export async function inviteUser(ctx: Ctx, input: { email: string; role: Role }): Promise<InvitationCreatedView> {
  const code = makeSecretCode("sbi_")
  const now = ctx.clock.now()
  const row = await ctx.db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email: input.email } })
    if (user) throw new Problem("already-exists", `${input.email} is a user already.`)
    await tx.invitation.updateMany({
      where: { email: input.email, usedAt: null, revokedAt: null },
      data: { revokedAt: now },
    })
    const made = await tx.invitation.create({
      data: {
        ...input,
        tokenHash: hashSecretCode(code),
        createdById: ctx.actor.id ?? ctx.actor.kind,
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifeMs),
      },
    })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "invitation.create",
      object: { kind: "invitation", id: made.id, name: made.email },
      result: "done",
      after: { role: made.role, expiresAt: made.expiresAt.toISOString() },
    })
    return made
  })
  ctx.publish({ kind: "access" })
  return { ...invitationView(row), link: `${ctx.publicUrl}/join#code=${code}` }
}
