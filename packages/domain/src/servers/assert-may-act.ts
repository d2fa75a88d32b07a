import { Problem } from "@signalbox/protocol/problem"
import type { DomainContext } from "../context.ts"

/**
 * Asked at every message from an agent and before every message to one, so that a revocation holds from the moment it is stored.
 * @throws Problem `agent-revoked`, `agent-locked`
 */
export async function assertMayAct(ctx: Pick<DomainContext, "db">, serverId: string): Promise<void> {
  const server = await ctx.db.server.findUnique({
    where: { id: serverId },
    select: { revokedAt: true, removedAt: true, lockedReason: true },
  })
  if (!server || server.revokedAt || server.removedAt) throw new Problem("agent-revoked")
  if (server.lockedReason !== null) throw new Problem("agent-locked", server.lockedReason)
}
