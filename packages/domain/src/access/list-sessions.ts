import type { DomainContext } from "../context.ts"
import type { SessionView } from "./schema.ts"

type Ctx = Pick<DomainContext, "db" | "clock" | "actor"> & { sessionId: string | null }

/** One's own sessions; an admin's list has everyone's. Newest first. */
export async function listSessions(ctx: Ctx): Promise<SessionView[]> {
  const rows = await ctx.db.session.findMany({
    where: {
      expiresAt: { gt: ctx.clock.now() },
      ...(ctx.actor.role !== "admin" && { userId: ctx.actor.id ?? "" }),
    },
    include: { user: { select: { name: true } } },
    orderBy: { createdAt: "desc" },
    take: 500,
  })
  return rows.map((row) => ({
    id: row.id,
    userId: row.userId,
    userName: row.user.name,
    address: row.ipAddress,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isCurrent: row.id === ctx.sessionId,
  }))
}
