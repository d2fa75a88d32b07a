import type { DomainContext } from "../context.ts"
import { invitationView } from "./invitation-view.ts"
import type { InvitationView } from "./schema.ts"

/** The invitations that can still be accepted, newest first. */
export async function listInvitations(ctx: Pick<DomainContext, "db" | "clock">): Promise<InvitationView[]> {
  const rows = await ctx.db.invitation.findMany({
    where: { usedAt: null, revokedAt: null, expiresAt: { gt: ctx.clock.now() } },
    orderBy: { createdAt: "desc" },
    take: 200,
  })
  return rows.map(invitationView)
}
