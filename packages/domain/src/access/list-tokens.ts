import type { DomainContext } from "../context.ts"
import type { Page, PageInput } from "../paging.ts"
import type { TokenView } from "./schema.ts"
import { tokenView } from "./token-view.ts"

/** One's own tokens; an admin's list has everyone's. Newest first. */
export async function listTokens(ctx: Pick<DomainContext, "db" | "actor">, input: PageInput): Promise<Page<TokenView>> {
  const where = ctx.actor.role === "admin" ? {} : { createdById: ctx.actor.id ?? "" }
  const [rows, total] = await Promise.all([
    ctx.db.apiToken.findMany({
      where,
      include: { createdBy: { select: { name: true } } },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: input.limit + 1,
      ...(input.cursor && { cursor: { id: input.cursor }, skip: 1 }),
    }),
    ctx.db.apiToken.count({ where }),
  ])
  const items = rows.slice(0, input.limit).map(tokenView)
  const last = items.at(-1)
  return rows.length > input.limit && last ? { items, total, nextCursor: last.id } : { items, total }
}
