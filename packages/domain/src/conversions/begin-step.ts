import type { Tx } from "@signalbox/prisma/client"
import type { Actor } from "../access/schema.ts"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { insertRollout } from "../rollouts/insert-rollout.ts"
import { makePlan } from "../rollouts/plan-rollout.ts"
import { StrategyInput } from "../rollouts/schema.ts"
import { assertNotRefused, startFacts } from "../rollouts/start-rollout.ts"
import { SYSTEM_ACTOR } from "../rollouts/system-actor.ts"
import { lockService } from "../services/lock-service.ts"
import { drainFor } from "./drain-for.ts"
import type { ConversionRow } from "./lock-conversion.ts"

/** The rollout that was started, if any was. */
export type Moved = { rollout?: { rolloutId: string; serviceId: string } }

type Context = Pick<DomainContext, "sealer" | "clock">
type Which = { conversion: ConversionRow; position: number }

const DEADLINE_MS_MAX = 600_000

/** One server at a time, and no other step before it was seen to work. */
const STRATEGY = StrategyInput.parse({ canary: 0, batchSize: 1, stopAfterFailures: 1 })

/**
 * Starts the rollout of a step, in the transaction that notes it: it is started once, whatever is killed when. Undefined when the
 * service is busy with a rollout of somebody else: then it is this one's turn later.
 * @throws Problem `plan-refused`
 */
export async function beginStep(tx: Tx, ctx: Context, { conversion, position }: Which): Promise<Moved | undefined> {
  const where = { conversionId_position: { conversionId: conversion.id, position } }
  const { serviceId, serverId, number } = await tx.conversionStep.findUniqueOrThrow({ where })
  await lockService(tx, serviceId)
  const plan = await makePlan(tx, ctx, { serviceId, targets: [{ serverId, number }], strategy: STRATEGY })
  if (plan.view.refusals.some(({ problem }) => problem.code === "rollout-in-progress")) return undefined
  assertNotRefused(plan)
  const drain = await drainFor(tx, ctx, { conversion, serviceId, serverId })
  if (drain) {
    const deadlineMs = Math.min(DEADLINE_MS_MAX, plan.definition.deadlineMs + drain.withinMs)
    plan.definition = { ...plan.definition, drain, deadlineMs }
  }
  const at = ctx.clock.now()
  if (plan.view.targets.every((target) => target.isNoop)) {
    await tx.conversionStep.update({ where, data: { state: "done", startedAt: at, finishedAt: at, rolloutId: null } })
    return {}
  }
  const name = plan.view.targets[0]?.serverName ?? ""
  const title = `${conversion.phase === "back" ? "Take back" : "Convert"} ${name}: ${plan.view.serviceName}`
  const actor = onBehalf(conversion)
  const note = `Conversion ${conversion.number}: ${conversion.title}`
  const rollout = await insertRollout(tx, { plan, title: title.slice(0, 120), note, actor, at })
  await tx.conversionStep.update({
    where,
    data: { state: "running", startedAt: at, finishedAt: null, rolloutId: rollout.id },
  })
  await appendAudit(tx, {
    actor,
    action: "rollout.start",
    result: "done",
    object: { kind: "rollout", id: rollout.id, name: rollout.title },
    reason: note,
    after: startFacts(plan, rollout.number),
  })
  return { rollout: { rolloutId: rollout.id, serviceId } }
}

/** Who is named in what it does by itself. */
export function onBehalf({ createdByName }: Pick<ConversionRow, "createdByName">): Actor {
  return { ...SYSTEM_ACTOR, name: `${SYSTEM_ACTOR.name}, for ${createdByName}` }
}
