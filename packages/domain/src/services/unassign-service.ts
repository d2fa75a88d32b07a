import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { getService } from "./get-service.ts"
import { lockService } from "./lock-service.ts"
import { refuseWhileRolling } from "./refuse-while-rolling.ts"
import type { ServiceView, UnassignServiceInput } from "./schema.ts"

/**
 * From now on the service is not ours to change on that server. What is there stays as it is, and so do its versions and overrides.
 * @throws Problem `not-found`, `rollout-in-progress` when a rollout that is under way includes the server
 */
export async function unassignService(
  ctx: Pick<DomainContext, "db" | "actor" | "publish">,
  { serviceId, serverId }: z.infer<typeof UnassignServiceInput>,
): Promise<ServiceView> {
  const seq = await ctx.db.$transaction(async (tx) => {
    const service = await lockService(tx, serviceId)
    await refuseWhileRolling(tx, { serviceId, serverId })
    const server = await tx.server.findUnique({ where: { id: serverId }, select: { name: true } })
    const { count } = await tx.serviceOnServer.deleteMany({ where: { serviceId, serverId } })
    if (!server || count === 0) throw new Problem("not-found", `${service.name} is not assigned to this server.`)
    return appendAudit(tx, {
      actor: ctx.actor,
      action: "service.unassign",
      object: { kind: "service", id: serviceId, name: service.name },
      serverId,
      result: "done",
      before: { servers: [server.name] },
    })
  })
  ctx.publish({ kind: "service", serviceId })
  ctx.publish({ kind: "server", serverId })
  ctx.publish({ kind: "audit", seq })
  return getService(ctx, { serviceId })
}
