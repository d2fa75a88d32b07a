// Moves one rollout on. Each move is a transaction of its own that reads, decides and writes: killed between two of them, the next
// driver reads the same rows and goes on; killed within one, it never happened.
import type { Db, Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { Clock } from "../context.ts"
import { appendEvents } from "./append-event.ts"
import { expireTargets } from "./expire-targets.ts"
import { lockRollout, type RolloutRow } from "./lock-rollout.ts"
import { isRollbackAsked } from "./rollback-request.ts"
import { type Decision, decide, type RolloutFacts, type TargetFacts } from "./rollout-state.ts"
import { StoredStrategy } from "./stored.ts"
import { SYSTEM_ACTOR } from "./system-actor.ts"
import { type WriteCommandContext, writeCommand } from "./write-command.ts"

export type DriveContext = WriteCommandContext & { db: Db; clock: Clock }
export type Driven = { hasMoved: boolean; serviceId: string | null; isToBeRolledBack: boolean }

/** Moves the rollout on as far as it goes now. Stops at once when another driver has taken over. */
export async function driveRollout(ctx: DriveContext, { id, fence }: { id: string; fence: number }): Promise<Driven> {
  let hasMoved = false
  for (;;) {
    const step = await ctx.db.$transaction((tx) => moveOnce(tx, ctx, { id, fence })).catch(fencedOff)
    if (!step) return { hasMoved, serviceId: null, isToBeRolledBack: false }
    hasMoved ||= step.hasMoved
    if (step.isResting) return { hasMoved, serviceId: step.serviceId, isToBeRolledBack: step.isToBeRolledBack }
  }
}

function fencedOff(error: unknown): undefined {
  if (error instanceof Problem && error.code === "not-found") return
  throw error
}

async function moveOnce(tx: Tx, ctx: DriveContext, { id, fence }: { id: string; fence: number }) {
  const rollout = await lockRollout(tx, id, fence)
  const at = ctx.clock.now()
  const expired = await expireTargets(tx, { rolloutId: id, at })
  const targets = await readTargets(tx, id)
  const decision = decide(rolloutFacts(rollout), targets, at.getTime())
  const isResting = decision.kind === "wait" || decision.kind === "soak" || decision.kind === "roll-back"
  if (!isResting) await carryOut(tx, ctx, { rollout, decision, at })
  const isToBeRolledBack = decision.kind === "roll-back"
  return { isResting, isToBeRolledBack, hasMoved: !isResting || expired > 0, serviceId: rollout.serviceId }
}

export function rolloutFacts(rollout: RolloutRow): RolloutFacts {
  const { soakMs, stopAfterFailures, acceptedFailures } = StoredStrategy.parse(rollout.strategy)
  return {
    state: rollout.state,
    currentBatch: rollout.currentBatch,
    batchPassedAtMs: rollout.batchPassedAt?.getTime() ?? null,
    soakMs,
    stopAfterFailures,
    acceptedFailures,
    isRollbackAsked: isRollbackAsked(rollout),
  }
}

/** A target is dispatched while a command of it is open. */
async function readTargets(tx: Tx, rolloutId: string): Promise<TargetFacts[]> {
  const rows = await tx.rolloutTarget.findMany({
    where: { rolloutId },
    select: {
      id: true,
      batch: true,
      position: true,
      state: true,
      commands: { where: { state: { in: ["queued", "sent", "accepted"] } }, select: { id: true }, take: 1 },
    },
  })
  return rows.map(({ commands, ...target }) => ({ ...target, isDispatched: commands.length > 0 }))
}

type Move = { rollout: RolloutRow; decision: Exclude<Decision, { kind: "wait" | "soak" | "roll-back" }>; at: Date }

async function carryOut(tx: Tx, ctx: DriveContext, { rollout, decision, at }: Move): Promise<void> {
  const where = { id: rollout.id }
  const tell = (kind: string, text: string) => appendEvents(tx, { rolloutId: rollout.id, at }, [{ kind, text }])
  switch (decision.kind) {
    case "dispatch":
      return dispatch(tx, ctx, { rollout, targetIds: decision.targetIds, at })
    case "begin-batch":
      await tx.rollout.update({ where, data: { currentBatch: decision.batch, batchPassedAt: null } })
      return tell("batch-begun", `Batch ${decision.batch} begins.`)
    case "pass-batch":
      await tx.rollout.update({ where, data: { batchPassedAt: at } })
      return tell("batch-passed", `Batch ${decision.batch} is through.`)
    case "hold": {
      await tx.rollout.update({ where, data: { state: "held" } })
      const text = `Held before the next batch: ${decision.failures} ${decision.failures === 1 ? "server" : "servers"} did not end applied.`
      await tell("held", text)
      return auditEnd(tx, rollout, { action: "rollout.hold", result: "failed" })
    }
    case "finish":
      await tx.rollout.update({ where, data: { state: decision.as, finishedAt: at } })
      await tell(decision.as, decision.as === "aborted" ? "Aborted." : "Finished.")
      return auditEnd(tx, rollout, {
        action: decision.as === "aborted" ? "rollout.aborted" : "rollout.finish",
        result: "done",
      })
  }
}

async function dispatch(
  tx: Tx,
  ctx: DriveContext,
  { rollout, targetIds, at }: { rollout: RolloutRow; targetIds: string[]; at: Date },
): Promise<void> {
  const targets = await tx.rolloutTarget.findMany({
    where: { id: { in: targetIds } },
    include: {
      toVersion: true,
      fromVersion: true,
      server: { select: { name: true, revokedAt: true, removedAt: true } },
    },
    // Servers are locked in one order by every driver: two rollouts over the same servers cannot wait for each other.
    orderBy: { serverId: "asc" },
  })
  for (const target of targets) {
    if (target.server.revokedAt || target.server.removedAt) {
      const problem = { problemCode: "server-revoked", problemText: `${target.server.name} is revoked.` }
      await tx.rolloutTarget.update({ where: { id: target.id }, data: { state: "failed", finishedAt: at, ...problem } })
      await appendEvents(tx, { rolloutId: rollout.id, at }, [
        { kind: "failed", serverId: target.serverId, text: `${target.server.name} is revoked; nothing was sent.` },
      ])
      continue
    }
    await writeCommand(tx, ctx, { rollout, target, at })
    await appendEvents(tx, { rolloutId: rollout.id, at }, [
      {
        kind: "dispatched",
        serverId: target.serverId,
        text: `${target.server.name} is told to take version ${target.toVersion.number}.`,
      },
    ])
  }
}

async function auditEnd(
  tx: Tx,
  rollout: RolloutRow,
  { action, result }: { action: `${string}.${string}`; result: "done" | "failed" },
): Promise<void> {
  const counts = await tx.rolloutTarget.groupBy({ by: ["state"], where: { rolloutId: rollout.id }, _count: true })
  await appendAudit(tx, {
    actor: SYSTEM_ACTOR,
    action,
    result,
    object: { kind: "rollout", id: rollout.id, name: rollout.title },
    after: Object.fromEntries(counts.map((count) => [count.state, count._count])),
  })
}
