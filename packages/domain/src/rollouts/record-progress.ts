import type { Db } from "@signalbox/prisma/client"
import type { ChangeProgress } from "@signalbox/protocol/change"
import type { Clock } from "../context.ts"
import type { LiveEvent } from "../events/schema.ts"
import { isCurrent, noProblem, overdueAt } from "./accept-command.ts"
import { lockRollout } from "./lock-rollout.ts"
import { mayBecome } from "./rollout-state.ts"

export type ProgressContext = { db: Db; clock: Clock; publish: (event: LiveEvent) => void }

/** A running change moved on. Reports may be lost or come late: the newest counts, and none after the end. */
export async function recordProgress(ctx: ProgressContext, serverId: string, progress: ChangeProgress): Promise<void> {
  const known = await ctx.db.command.findFirst({
    where: { id: progress.commandId, serverId },
    select: { target: { select: { rolloutId: true } } },
  })
  const rolloutId = known?.target?.rolloutId
  if (!rolloutId) return
  const serviceId = await ctx.db.$transaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId)
    const at = ctx.clock.now()
    const command = await tx.command.findUniqueOrThrow({ where: { id: progress.commandId }, include: { target: true } })
    const { target } = command
    const isOpen = ["queued", "sent", "accepted", "expired"].includes(command.state)
    if (!target || !isOpen || progress.seq <= command.progressSeq) return undefined
    await tx.command.update({
      where: { id: command.id },
      data: {
        state: "accepted",
        acceptedAt: command.acceptedAt ?? at,
        overdueAt: overdueAt(rollout.definition, at),
        progressSeq: progress.seq,
        finishedAt: null,
      },
    })
    if (!(await isCurrent(tx, command)) || !mayBecome(target.state, progress.state)) return undefined
    await tx.rolloutTarget.update({
      where: { id: target.id },
      data: {
        state: progress.state,
        step: progress.step,
        checksPassed: Math.min(progress.checksPassed, progress.checksTotal),
        checksTotal: progress.checksTotal,
        startedAt: target.startedAt ?? at,
        finishedAt: null,
        ...noProblem,
      },
    })
    return rollout.serviceId
  })
  if (serviceId) ctx.publish({ kind: "rollout", rolloutId, serviceId })
}
