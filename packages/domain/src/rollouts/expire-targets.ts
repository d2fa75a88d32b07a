import type { Tx } from "@signalbox/prisma/client"
import { Problem } from "@signalbox/protocol/problem"
import { appendEvents, type RolloutEventInput } from "./append-event.ts"

/**
 * Gives up on commands that will not be taken: their time has passed, or their server was revoked. One that was taken and then fell
 * silent past its deadline makes its server unreachable. These are guesses; a result that comes late corrects them.
 * The rollout's row must be locked.
 * @returns how many targets changed
 */
export async function expireTargets(tx: Tx, { rolloutId, at }: { rolloutId: string; at: Date }): Promise<number> {
  const late = await tx.command.findMany({
    where: {
      OR: [
        { target: { rolloutId }, state: { in: ["queued", "sent"] }, expiresAt: { lte: at } },
        { target: { rolloutId }, state: { in: ["queued", "sent"] }, server: { revokedAt: { not: null } } },
        {
          target: { rolloutId, state: { in: ["applying", "verifying"] } },
          state: "accepted",
          overdueAt: { lte: at },
        },
      ],
    },
    select: {
      id: true,
      state: true,
      targetId: true,
      serverId: true,
      server: { select: { name: true, revokedAt: true } },
    },
  })
  const events: RolloutEventInput[] = []
  for (const command of late) {
    const { name, revokedAt } = command.server
    if (command.state !== "accepted") await tx.command.update({ where: { id: command.id }, data: endOf(revokedAt, at) })
    const given = giveUp({ name, isRevoked: revokedAt !== null, wasTaken: command.state === "accepted" })
    const { state, problem } = given
    await tx.rolloutTarget.update({
      where: { id: command.targetId ?? "" },
      data: {
        state,
        step: given.step,
        ...(problem && { finishedAt: at, problemCode: problem.code, problemText: problem.message }),
      },
    })
    events.push({ kind: state, serverId: command.serverId, text: given.step || (problem?.message ?? "") })
  }
  await appendEvents(tx, { rolloutId, at }, events)
  return late.length
}

function endOf(revokedAt: Date | null, at: Date) {
  return { state: revokedAt ? ("cancelled" as const) : ("expired" as const), finishedAt: at }
}

function giveUp({ name, isRevoked, wasTaken }: { name: string; isRevoked: boolean; wasTaken: boolean }) {
  if (wasTaken) {
    return { state: "unreachable" as const, step: `${name} is silent past its deadline`, problem: null }
  }
  return isRevoked
    ? { state: "failed" as const, step: "", problem: new Problem("server-revoked", `${name} was revoked.`) }
    : {
        state: "expired" as const,
        step: "",
        problem: new Problem("command-expired", `${name} did not take the change in time.`),
      }
}
