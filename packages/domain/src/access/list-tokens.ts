import type { DomainContext } from "../context.ts"
import type { TokenView } from "./schema.ts"
import { tokenView } from "./token-view.ts"

/** One's own tokens; an admin's list has everyone's. Newest first. */
export async function listTokens(ctx: Pick<DomainContext, "db" | "actor">): Promise<TokenView[]> {
  const rows = await ctx.db.apiToken.findMany({
    where: ctx.actor.role === "admin" ? {} : { createdById: ctx.actor.id ?? "" },
    include: { createdBy: { select: { name: true } } },
    orderBy: { createdAt: "desc" },
    take: 500,
  })
  return rows.map(tokenView)
}
