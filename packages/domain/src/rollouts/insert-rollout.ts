import type { Tx } from "@signalbox/prisma/client"
import type { DomainContext } from "../context.ts"
import { appendEvents } from "./append-event.ts"
import type { Plan } from "./plan-rollout.ts"

type NewRollout = {
  plan: Plan
  title: string
  note: string
  actor: DomainContext["actor"]
  at: Date
  rollbackOfId?: string
  /** Server → why it is skipped, beside those that need nothing. */
  skipped?: { serverId: string; fromVersionId: string | null; toVersionId: string; reason: string }[]
}

/** Writes a rollout with its targets. The engine finds it once this is committed. */
export async function insertRollout(tx: Tx, { plan, title, note, actor, at, rollbackOfId, skipped = [] }: NewRollout) {
  const rollout = await tx.rollout.create({
    data: {
      kind: plan.definition.kind,
      serviceId: plan.view.serviceId,
      title,
      note,
      strategy: plan.strategy,
      definition: plan.definition,
      rollbackOfId: rollbackOfId ?? null,
      createdById: actor.id ?? actor.kind,
      createdByName: actor.name,
      createdAt: at,
    },
  })
  const planned = plan.view.targets.map((target) => ({
    serverId: target.serverId,
    batch: target.batch,
    ...(plan.versions.get(target.serverId) as { fromVersionId: string | null; toVersionId: string }),
    ...(target.isNoop && { state: "skipped" as const, step: "Nothing differs", finishedAt: at }),
  }))
  const passedOver = skipped.map(({ reason, ...target }) => ({
    ...target,
    batch: 0,
    state: "skipped" as const,
    step: reason,
    finishedAt: at,
  }))
  await tx.rolloutTarget.createMany({
    data: [...planned, ...passedOver].map((target, position) => ({ rolloutId: rollout.id, position, ...target })),
  })
  const servers = plan.view.targets.filter((target) => !target.isNoop).length
  const batches = plan.view.batches.length
  const text = `Started by ${actor.name}: ${servers} ${servers === 1 ? "server" : "servers"} in ${batches} ${batches === 1 ? "batch" : "batches"}.`
  await appendEvents(tx, { rolloutId: rollout.id, at }, [{ kind: "started", text }])
  return rollout
}
