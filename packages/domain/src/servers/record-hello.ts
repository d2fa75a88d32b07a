import type { HelloProve } from "@signalbox/protocol/hello"
import type { DomainContext } from "../context.ts"
import type { nextStateDocument } from "./state-document.ts"

export type Hello = {
  serverId: string
  proof: HelloProve
  protocol: number
  address: string | null
  /** Which replica of the control plane holds the link. */
  replica: string
}

/** Writes down that an agent is connected. */
export async function recordHello(ctx: Pick<DomainContext, "db" | "clock" | "publish">, hello: Hello): Promise<void> {
  const now = ctx.clock.now()
  await ctx.db.server.update({
    where: { id: hello.serverId },
    data: {
      connectedAt: now,
      lastSeenAt: now,
      sessionReplica: hello.replica,
      address: hello.address,
      agentVersion: hello.proof.agentVersion,
      protocolVersion: hello.protocol,
      capabilities: hello.proof.capabilities,
    },
  })
  ctx.publish({ kind: "server", serverId: hello.serverId })
}

/** The agent said something with its new state document: from now on that one is due, and the older ones lock it. */
export async function confirmState(
  ctx: Pick<DomainContext, "db">,
  serverId: string,
  next: ReturnType<typeof nextStateDocument>,
): Promise<void> {
  await ctx.db.server.updateMany({
    where: { id: serverId, epoch: { lt: next.epoch } },
    data: { epoch: next.epoch, stateHash: new Uint8Array(Buffer.from(next.stateHash, "hex")) },
  })
}

/** Writes down that the link is gone; a link that another replica took over meanwhile stays as it is. */
export async function recordGone(
  ctx: Pick<DomainContext, "db" | "clock" | "publish">,
  serverId: string,
  replica: string,
): Promise<void> {
  await ctx.db.server.updateMany({
    where: { id: serverId, sessionReplica: replica },
    data: { sessionReplica: null, lastSeenAt: ctx.clock.now() },
  })
  ctx.publish({ kind: "server", serverId })
}

/** At start: links that this replica held before it went down are gone. */
export async function forgetSessions(ctx: Pick<DomainContext, "db">, replica: string): Promise<void> {
  await ctx.db.server.updateMany({ where: { sessionReplica: replica }, data: { sessionReplica: null } })
}
