import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { AgentSessions } from "./agent-sessions.ts"

export type RemoveServerCtx = Pick<DomainContext, "db" | "actor" | "clock" | "publish"> & {
  agents: Pick<AgentSessions, "disconnect">
}

/**
 * Takes a server out of the inventory and shuts its agent out. Its history stays readable; its name is free again, its id never.
 * @throws Problem `not-found`; `in-use` while a rollout is at work on it
 */
export async function removeServer(ctx: RemoveServerCtx, input: { serverId: string }): Promise<void> {
  const { serverId } = input
  await ctx.db.$transaction(async (tx) => {
    const server = await tx.server.findFirst({ where: { id: serverId, removedAt: null } })
    if (!server) throw new Problem("not-found", "There is no such server.")
    const open = await tx.rolloutTarget.findFirst({
      where: { serverId, state: { in: ["pending", "applying", "verifying"] }, rollout: { finishedAt: null } },
      select: { rollout: { select: { number: true } } },
    })
    if (open)
      throw new Problem(
        "in-use",
        `Rollout ${open.rollout.number} still wants to change ${server.name}; abort it first.`,
      )
    const now = ctx.clock.now()
    await tx.server.update({
      where: { id: serverId },
      data: { name: `${server.name} (removed ${serverId})`, removedAt: now, revokedAt: server.revokedAt ?? now },
    })
    await appendAudit(tx, {
      actor: ctx.actor,
      action: "server.remove",
      result: "done",
      object: { kind: "server", id: serverId, name: server.name },
      serverId,
    })
  })
  ctx.agents.disconnect(serverId, new Problem("agent-revoked"))
  ctx.publish({ kind: "server", serverId })
}
