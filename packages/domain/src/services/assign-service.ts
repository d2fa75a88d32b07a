import type { z } from "zod"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { makeVersions } from "../env/make-versions.ts"
import { getService } from "./get-service.ts"
import { lockService } from "./lock-service.ts"
import { resolveServers } from "./resolve-servers.ts"
import type { AssignServiceInput, ServiceView } from "./schema.ts"

/**
 * Says that a service runs on these servers. Where a base or overrides were saved already, each gets its version at once, so that a
 * rollout can target it. To assign again what is assigned changes nothing.
 * @throws Problem `not-found`, `empty-target-list`, `duplicate-target`, `server-revoked`
 */
export async function assignService(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  input: z.infer<typeof AssignServiceInput>,
): Promise<ServiceView> {
  const { serviceId } = input
  const { actor, sealer } = ctx
  const done = await ctx.db.$transaction(async (tx) => {
    const service = await lockService(tx, serviceId)
    const chosen = await resolveServers(tx, input)
    const present = await tx.serviceOnServer.findMany({ where: { serviceId }, select: { serverId: true } })
    const assigned = new Set(present.map((row) => row.serverId))
    const fresh = chosen.filter((server) => !assigned.has(server.id))
    if (fresh.length === 0) return undefined
    const assignedAt = ctx.clock.now()
    await tx.serviceOnServer.createMany({
      data: fresh.map((server) => ({ serviceId, serverId: server.id, assignedAt })),
    })
    const by = { sealer, actor, at: assignedAt, note: "Assigned" }
    await makeVersions(tx, by, { service, serverIds: fresh.map((server) => server.id) })
    const seq = await appendAudit(tx, {
      actor,
      action: "service.assign",
      object: { kind: "service", id: serviceId, name: service.name },
      result: "done",
      ...(fresh.length === 1 && fresh[0] && { serverId: fresh[0].id }),
      after: { servers: fresh.map((server) => server.name), ...(input.labels && { labels: input.labels }) },
    })
    return { seq, fresh }
  })
  if (done) {
    ctx.publish({ kind: "service", serviceId })
    ctx.publish({ kind: "env", serviceId })
    for (const server of done.fresh) ctx.publish({ kind: "server", serverId: server.id })
    ctx.publish({ kind: "audit", seq: done.seq })
  }
  return getService(ctx, { serviceId })
}
