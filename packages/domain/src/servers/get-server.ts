import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"
import type { ServerView } from "./schema.ts"
import { serverView } from "./server-view.ts"

/** @throws Problem `not-found` */
export async function getServer(
  ctx: Pick<DomainContext, "db" | "actor">,
  input: { serverId: string },
): Promise<ServerView> {
  const row = await ctx.db.server.findFirst({
    where: { id: input.serverId, removedAt: null },
    include: { labels: true },
  })
  if (!row) throw new Problem("not-found", "There is no such server.")
  return serverView(ctx.db, ctx.actor, row)
}
