// What a person does to a rollout under way: each is one transaction under the rollout's lock, with its event and its audit entry.
import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { DomainContext } from "../context.ts"
import { appendEvents } from "./append-event.ts"
import { lockRollout, type RolloutRow } from "./lock-rollout.ts"
import { type RolloutStanding, rolloutAbilities } from "./policy.ts"
import { isRollbackAsked } from "./rollback-request.ts"
import type { RolloutView } from "./schema.ts"
import { readSuccession } from "./succession.ts"

export type ChangeContext = Pick<DomainContext, "db" | "clock" | "actor" | "publish">
export type Change = {
  ability: keyof RolloutView["may"]
  /** Of the audit log, such as `rollout.pause`. */
  action: `rollout.${string}`
  /** For the history of the rollout: "Paused by Ada." */
  text: (actorName: string) => string
  apply(tx: Tx, rollout: RolloutRow, at: Date): Promise<unknown>
}

/** @throws Problem `not-found`, and `rollout-state` when its state does not permit it */
export async function changeRollout(ctx: ChangeContext, rolloutId: string, change: Change): Promise<void> {
  const done = await ctx.db.$transaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId)
    const abilities = rolloutAbilities(await readStanding(tx, rollout))
    if (!abilities[change.ability]) {
      throw new Problem(
        "rollout-state",
        `Rollout ${rollout.number} is ${rollout.state}; this cannot be done with it now.`,
      )
    }
    const at = ctx.clock.now()
    await change.apply(tx, rollout, at)
    await appendEvents(tx, { rolloutId, at }, [{ kind: change.action.slice(8), text: change.text(ctx.actor.name) }])
    const seq = await appendAudit(tx, {
      actor: ctx.actor,
      action: change.action,
      result: "done",
      object: { kind: "rollout", id: rollout.id, name: rollout.title },
    })
    return { serviceId: rollout.serviceId, seq }
  })
  ctx.publish({ kind: "rollout", rolloutId, serviceId: done.serviceId })
  ctx.publish({ kind: "audit", seq: done.seq })
}

/** What `policy.ts` judges by. */
export async function readStanding(tx: Tx, rollout: RolloutRow): Promise<RolloutStanding> {
  const open = { state: { in: ["queued" as const, "sent" as const, "accepted" as const] } }
  const targets = await tx.rolloutTarget.findMany({
    where: { rolloutId: rollout.id },
    select: { serverId: true, state: true, commands: { where: open, select: { id: true }, take: 1 } },
  })
  const rollback = await tx.rollout.findFirst({
    where: { rollbackOfId: rollout.id, state: { not: "aborted" } },
    select: { id: true },
  })
  return {
    state: rollout.state,
    targets: targets.map(({ serverId, state, commands }) => ({ serverId, state, isDispatched: commands.length > 0 })),
    succession: await readSuccession(tx, rollout),
    isRolledBack: rollback !== null,
    isRollbackAsked: isRollbackAsked(rollout),
  }
}
