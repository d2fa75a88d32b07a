import type { Tx } from "@signalbox/prisma/client"
import { noProblem } from "./accept-command.ts"
import { type ChangeContext, changeRollout } from "./change-rollout.ts"
import type { RolloutRow } from "./lock-rollout.ts"
import { isRetryable } from "./rollout-state.ts"
import { StoredStrategy } from "./stored.ts"

/**
 * Tries again where it failed, put itself back or expired, each with a new command; the count of failures begins anew.
 * @throws Problem `rollout-state` also when nothing is there to be tried again, or a newer rollout was started
 */
export async function retryFailed(ctx: ChangeContext, { rolloutId }: { rolloutId: string }): Promise<void> {
  await changeRollout(ctx, rolloutId, {
    ability: "retryFailed",
    action: "rollout.retry",
    text: (name) => `Failed servers are tried again, by ${name}.`,
    apply: takeUpAgain,
  })
}

async function takeUpAgain(tx: Tx, rollout: RolloutRow): Promise<void> {
  const targets = await tx.rolloutTarget.findMany({
    where: { rolloutId: rollout.id },
    select: { id: true, state: true, serverId: true },
  })
  const standings = await tx.serviceOnServer.findMany({
    where: { serviceId: rollout.serviceId },
    select: { serverId: true, appliedVersionId: true },
  })
  const appliedOn = new Map(standings.map((standing) => [standing.serverId, standing.appliedVersionId]))
  for (const target of targets.filter(({ state }) => isRetryable(state))) {
    const fresh = { startedAt: null, finishedAt: null, checksPassed: 0, checksTotal: 0, step: "", ...noProblem }
    await tx.rolloutTarget.update({
      where: { id: target.id },
      // What the server runs now is what is replaced now: a late result may have changed it.
      data: { state: "pending", fromVersionId: appliedOn.get(target.serverId) ?? null, sealedEvidence: null, ...fresh },
    })
  }
  // Stuck and unreachable servers stay as they are, and are accepted: they must not stop what is tried again.
  const left = targets.filter(({ state }) => state === "stuck" || state === "unreachable").length
  const strategy: StoredStrategy = { ...StoredStrategy.parse(rollout.strategy), acceptedFailures: left }
  const data = { state: "running" as const, finishedAt: null, strategy }
  await tx.rollout.update({ where: { id: rollout.id }, data })
}
