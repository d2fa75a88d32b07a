import type { DomainContext } from "../context.ts"
import type { FirstRunView } from "./schema.ts"

/** Whether nobody could sign in as admin: then the page for the one-time link is what a visitor needs. */
export async function readFirstRun(ctx: Pick<DomainContext, "db">): Promise<FirstRunView> {
  const admins = await ctx.db.user.count({ where: { role: "admin", disabledAt: null } })
  return { needsFirstAdmin: admins === 0 }
}
