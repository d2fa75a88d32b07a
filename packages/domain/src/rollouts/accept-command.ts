// What a server answered to a command. "Taken" is not "done": the result is a message of its own, and may come before this answer.
import type { Db } from "@signalbox/prisma/client"
import type { Problem } from "@signalbox/protocol/problem"
import { appendAudit } from "../audit/append-audit.ts"
import type { Clock } from "../context.ts"
import { appendEvents } from "./append-event.ts"
import { lockRollout } from "./lock-rollout.ts"
import { mayBecome } from "./rollout-state.ts"
import { StoredDefinition } from "./stored.ts"
import { agentActor } from "./system-actor.ts"

/** Beyond its own deadline a server may still be undoing the change. */
const OVERDUE_MARGIN_MS = 60_000

export type AnswerContext = { db: Db; clock: Clock }
type SentCommand = { id: string; rolloutId: string }

export function overdueAt(definition: unknown, at: Date): Date {
  return new Date(at.getTime() + StoredDefinition.parse(definition).deadlineMs + OVERDUE_MARGIN_MS)
}

/** @returns false when there was nothing left to note: the result was there first. */
export async function acceptCommand(ctx: AnswerContext, { id, rolloutId }: SentCommand): Promise<boolean> {
  return ctx.db.$transaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId)
    const at = ctx.clock.now()
    const command = await tx.command.findUniqueOrThrow({ where: { id }, include: { target: true, server: true } })
    const { target, server } = command
    if (!target || !["queued", "sent", "expired"].includes(command.state)) return false
    const times = { acceptedAt: at, overdueAt: overdueAt(rollout.definition, at), finishedAt: null }
    await tx.command.update({ where: { id }, data: { state: "accepted", ...times } })
    if (!(await isCurrent(tx, command)) || !mayBecome(target.state, "applying")) return true
    await tx.rolloutTarget.update({
      where: { id: target.id },
      data: {
        state: "applying",
        step: "Taken by the server",
        startedAt: target.startedAt ?? at,
        finishedAt: null,
        ...noProblem,
      },
    })
    await appendEvents(tx, { rolloutId, at }, [
      { kind: "applying", serverId: server.id, text: `${server.name} has taken the change.` },
    ])
    return true
  })
}

export const noProblem = { problemCode: null, problemText: null }

/** The server will not do it: recorded as its end. */
export async function refuseCommand(
  ctx: AnswerContext,
  { id, rolloutId }: SentCommand,
  problem: Problem,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const rollout = await lockRollout(tx, rolloutId)
    const at = ctx.clock.now()
    const command = await tx.command.findUniqueOrThrow({ where: { id }, include: { target: true, server: true } })
    const { target, server } = command
    if (!target || !["queued", "sent"].includes(command.state)) return
    await tx.command.update({ where: { id }, data: { state: "refused", finishedAt: at, result: problem.code } })
    const state = problem.code === "command-expired" ? "expired" : "failed"
    if (!mayBecome(target.state, state)) return
    await tx.rolloutTarget.update({
      where: { id: target.id },
      data: { state, step: "", finishedAt: at, problemCode: problem.code, problemText: problem.message },
    })
    if (problem.code === "drifted") {
      const standing = { serviceId_serverId: { serviceId: rollout.serviceId, serverId: server.id } }
      await tx.serviceOnServer.update({ where: standing, data: { isDrifted: true } })
    }
    const text = `${server.name} refused the change: ${problem.message}`
    await appendEvents(tx, { rolloutId, at }, [{ kind: state, serverId: server.id, text }])
    await appendAudit(tx, {
      actor: agentActor(server),
      action: "rollout.target-refused",
      result: "refused",
      reason: problem.message,
      serverId: server.id,
      object: { kind: "rollout", id: rollout.id, name: rollout.title },
      after: { problem: problem.code },
    })
  })
}

type Commands = { command: { findFirst: Db["command"]["findFirst"] } }

/** False for a command of an earlier try: it no longer speaks for its target. */
export async function isCurrent(tx: Commands, command: { targetId: string | null; seq: number }): Promise<boolean> {
  const later = await tx.command.findFirst({
    where: { targetId: command.targetId, seq: { gt: command.seq } },
    select: { id: true },
  })
  return later === null
}
