import type { Tx } from "@signalbox/prisma/client"

export type RolloutEventInput = { kind: string; text: string; serverId?: string }

/** Adds to the rollout's history. The rollout's row must be locked: the numbers are gapless. */
export async function appendEvents(
  tx: Tx,
  { rolloutId, at }: { rolloutId: string; at: Date },
  events: readonly RolloutEventInput[],
): Promise<void> {
  if (events.length === 0) return
  const last = await tx.rolloutEvent.findFirst({
    where: { rolloutId },
    orderBy: { seq: "desc" },
    select: { seq: true },
  })
  const data = events.map(({ kind, text, serverId }, index) => ({
    rolloutId,
    seq: (last?.seq ?? 0) + 1 + index,
    at,
    serverId: serverId ?? null,
    kind,
    text,
  }))
  await tx.rolloutEvent.createMany({ data })
}
