import { Problem } from "@signalbox/protocol/problem"
import type { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { lockService } from "./lock-service.ts"
import { refuseWhileRolling } from "./refuse-while-rolling.ts"
import type { ServiceIdInput } from "./schema.ts"

/**
 * Takes a service off the list. Its versions and rollouts stay as history; its name is free again.
 * @throws Problem `not-found`, `in-use` while servers are assigned, `rollout-in-progress`
 */
export async function removeService(
  ctx: Pick<DomainContext, "db" | "actor" | "clock" | "publish">,
  { serviceId }: z.infer<typeof ServiceIdInput>,
): Promise<void> {
  const seq = await ctx.db.$transaction(async (tx) => {
    const service = await lockService(tx, serviceId)
    await refuseWhileRolling(tx, { serviceId })
    const assigned = await tx.serviceOnServer.findMany({
      where: { serviceId, server: { removedAt: null } },
      select: { server: { select: { name: true } } },
      take: 5,
    })
    if (assigned.length > 0) {
      const names = assigned.map(({ server }) => server.name).join(", ")
      throw new Problem("in-use", `${service.name} is still assigned to ${names}. Take it off its servers first.`)
    }
    const removedAt = ctx.clock.now()
    // No plain name holds parentheses, so nobody can take this one.
    const name = `${service.name} (removed ${removedAt.toISOString()})`
    await tx.service.update({ where: { id: serviceId }, data: { removedAt, name } })
    const object = { kind: "service", id: serviceId, name: service.name } as const
    return appendAudit(tx, { actor: ctx.actor, action: "service.remove", object, result: "done" })
  })
  ctx.publish({ kind: "service", serviceId })
  ctx.publish({ kind: "audit", seq })
}
