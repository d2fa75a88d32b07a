import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page, PageInput } from "../paging.ts"
import type { UserView } from "./schema.ts"

/** All users, the oldest first. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listUsers(ctx: Pick<DomainContext, "db" | "clock">, input: PageInput): Promise<Page<UserView>> {
  const after = decodeCursor(input.cursor, z.string().max(64))
  const [rows, total] = await Promise.all([
    ctx.db.user.findMany({
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: input.limit + 1,
      ...(after !== undefined && { cursor: { id: after }, skip: 1 }),
      include: { sessions: { where: { expiresAt: { gt: ctx.clock.now() } }, select: { updatedAt: true } } },
    }),
    ctx.db.user.count(),
  ])
  const items = rows.slice(0, input.limit).map(({ sessions, ...row }): UserView => {
    const seen = sessions.map((session) => session.updatedAt.getTime())
    return {
      id: row.id,
      name: row.name,
      email: row.email,
      role: row.role,
      isDisabled: row.disabledAt !== null,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: seen.length > 0 ? new Date(Math.max(...seen)).toISOString() : null,
      sessions: sessions.length,
    }
  })
  const last = items.at(-1)
  return rows.length > input.limit && last ? { items, total, nextCursor: encodeCursor(last.id) } : { items, total }
}
