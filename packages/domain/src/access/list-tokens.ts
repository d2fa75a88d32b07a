import { z } from "zod"
import type { DomainContext } from "../context.ts"
import { decodeCursor, encodeCursor } from "../cursor.ts"
import type { Page, PageInput } from "../paging.ts"
import type { TokenView } from "./schema.ts"
import { tokenView } from "./token-view.ts"

/** One's own tokens; an admin's list has everyone's. Newest first. @throws Problem `invalid-input` for a cursor that this list did not give */
export async function listTokens(ctx: Pick<DomainContext, "db" | "actor">, input: PageInput): Promise<Page<TokenView>> {
  const after = decodeCursor(input.cursor, z.uuid())
  const where = ctx.actor.role === "admin" ? {} : { createdById: ctx.actor.id ?? "" }
  const [rows, total] = await Promise.all([
    ctx.db.apiToken.findMany({
      where,
      include: { createdBy: { select: { name: true } } },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: input.limit + 1,
      ...(after !== undefined && { cursor: { id: after }, skip: 1 }),
    }),
    ctx.db.apiToken.count({ where }),
  ])
  const items = rows.slice(0, input.limit).map(tokenView)
  const last = items.at(-1)
  return rows.length > input.limit && last ? { items, total, nextCursor: encodeCursor(last.id) } : { items, total }
}
