import { randomUUIDv7 } from "node:crypto"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import type { ServiceKind } from "../kinds/service-kind.ts"
import { isUniqueViolation } from "../unique-violation.ts"
import { definitionFacts, pickDefinition, refuseUnstorable } from "./definition.ts"
import { getService } from "./get-service.ts"
import type { CreateServiceInput, ServiceView } from "./schema.ts"

/** @throws Problem `already-exists` for a taken name, `invalid-input` for a unit, dialect or key that is named twice */
export async function createService(
  ctx: Pick<DomainContext, "db" | "actor" | "publish">,
  input: CreateServiceInput,
  kind: ServiceKind = "env",
): Promise<ServiceView> {
  const definition = pickDefinition(input)
  refuseUnstorable(definition, kind)
  const id = randomUUIDv7()
  const seq = await ctx.db
    .$transaction(async (tx) => {
      await tx.service.create({ data: { id, kind, ...definition } })
      return appendAudit(tx, {
        actor: ctx.actor,
        action: "service.create",
        object: { kind: "service", id, name: input.name },
        result: "done",
        after: definitionFacts(definition),
      })
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error) ? nameTaken(input.name) : error
    })
  ctx.publish({ kind: "service", serviceId: id })
  ctx.publish({ kind: "audit", seq })
  return getService(ctx, { serviceId: id })
}

export function nameTaken(name: string): Problem {
  return new Problem("already-exists", `There is a service named ${name} already.`, { details: { name: "is taken" } })
}
