import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { AgentSessions } from "./agent-sessions.ts"

export type RevokeServerCtx = Pick<DomainContext, "db" | "actor" | "clock" | "publish"> & {
  agents: Pick<AgentSessions, "disconnect">
}

/**
 * Shuts a server's agent out for good, at once: it is enrolled anew or it stays away.
 * @throws Problem `not-found`
 */
export async function revokeServer(ctx: RevokeServerCtx, input: { serverId: string; reason?: string }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const server = await tx.server.findFirst({ where: { id: input.serverId, removedAt: null } })
    if (!server) throw new Problem("not-found", "There is no such server.")
    if (server.revokedAt) return
    await tx.server.update({ where: { id: server.id }, data: { revokedAt: ctx.clock.now() } })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "server.revoke",
      result: "done",
      object: { kind: "server", id: server.id, name: server.name },
      serverId: server.id,
      ...(input.reason !== undefined && { reason: input.reason }),
    })
  })
  // After the commit: a link that came up in between found the flag, and one that was up before is ended here.
  ctx.agents.disconnect(input.serverId, new Problem("agent-revoked"))
  ctx.publish({ kind: "server", serverId: input.serverId })
}
