import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { restampVersions } from "../env/restamp-versions.ts"
import { isUniqueViolation } from "../unique-violation.ts"
import { nameTaken } from "./create-service.ts"
import { definitionFacts, definitionOf, pickDefinition, refuseUnstorable } from "./definition.ts"
import { getService } from "./get-service.ts"
import { lockService, type ServiceRow } from "./lock-service.ts"
import { refuseWhileRolling } from "./refuse-while-rolling.ts"
import type { ServiceView, UpdateServiceInput } from "./schema.ts"

/**
 * Saves a whole definition over the revision that it was edited from. Another owner, group or mode makes new versions, since a version
 * carries them; another path forgets what was applied, since nothing was seen there yet.
 * @throws Problem `not-found`, `stale-revision`, `already-exists`, `nothing-to-do`, `invalid-input`, `rollout-in-progress` for another path
 */
export async function updateService(
  ctx: Pick<DomainContext, "db" | "sealer" | "clock" | "actor" | "publish">,
  input: UpdateServiceInput,
): Promise<ServiceView> {
  const { serviceId } = input
  const { actor, sealer } = ctx
  const next = pickDefinition(input)
  const seq = await ctx.db
    .$transaction(async (tx) => {
      const row = await lockService(tx, serviceId)
      if (row.revision !== input.revision) {
        throw new Problem("stale-revision", `${row.name} is at revision ${row.revision}, not ${input.revision}.`)
      }
      refuseUnstorable(next, row.kind)
      const before = definitionOf(row)
      const after = definitionFacts(next, before)
      if (Object.keys(after).length === 0) throw new Problem("nothing-to-do")
      if (next.envPath !== before.envPath) await forgetApplied(tx, serviceId)
      const data = { ...next, revision: row.revision + 1 }
      const service = await tx.service.update({ where: { id: serviceId }, data })
      const by = { sealer, actor, at: ctx.clock.now(), note: "Owner, group or mode of the service changed" }
      if (changesOwnership(row, service)) await restampVersions(tx, by, service)
      return appendAudit(tx, {
        actor,
        action: "service.update",
        object: { kind: "service", id: serviceId, name: next.name },
        result: "done",
        before: { revision: row.revision, ...definitionFacts(before, next) },
        after: { revision: service.revision, ...after },
      })
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? nameTaken(input.name) : error
    })
  ctx.publish({ kind: "service", serviceId })
  ctx.publish({ kind: "env", serviceId })
  ctx.publish({ kind: "audit", seq })
  return getService(ctx, { serviceId })
}

async function forgetApplied(tx: Tx, serviceId: string): Promise<void> {
  await refuseWhileRolling(tx, { serviceId })
  await tx.$executeRaw`
    UPDATE "ServiceOnServer" SET "appliedVersionId" = NULL, "appliedAt" = NULL, observed = NULL, "observedAt" = NULL, "isDrifted" = false
    WHERE "serviceId" = ${serviceId}::uuid`
}

function changesOwnership(a: ServiceRow, b: ServiceRow): boolean {
  return a.envOwner !== b.envOwner || a.envGroup !== b.envGroup || a.envMode !== b.envMode
}
