import type { Actor } from "../access/schema.ts"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"

/** The control plane itself, where no person asked for something. */
const CONTROL_PLANE: Actor = { kind: "system", id: null, name: "control plane", role: "admin", address: null }

/** Shuts out an identity that seems to be in use twice, until a person decides. */
export async function lockServer(
  ctx: Pick<DomainContext, "db" | "publish">,
  serverId: string,
  reason: string,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.server.updateMany({
      where: { id: serverId, lockedReason: null },
      data: { lockedReason: reason, sessionReplica: null },
    })
    if (count === 0) return
    const { name } = await tx.server.findUniqueOrThrow({ where: { id: serverId }, select: { name: true } })
    await appendAudit(tx, {
      actor: CONTROL_PLANE,
      action: "server.lock",
      result: "done",
      object: { kind: "server", id: serverId, name },
      serverId,
      reason,
    })
  })
  ctx.publish({ kind: "server", serverId })
}
