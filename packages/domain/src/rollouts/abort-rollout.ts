import type { Tx } from "@signalbox/prisma/client"
import { type ChangeContext, changeRollout } from "./change-rollout.ts"

/** What was not sent yet is skipped; what was sent ends by itself, and then the rollout has ended. @throws Problem `rollout-state` */
export async function abortRollout(ctx: ChangeContext, { rolloutId }: { rolloutId: string }): Promise<void> {
  await changeRollout(ctx, rolloutId, {
    ability: "abort",
    action: "rollout.abort",
    text: (name) => `Aborted by ${name}.`,
    async apply(tx, { id }, at) {
      await skipUnsent(tx, id, at)
      await tx.rollout.update({ where: { id }, data: { state: "aborting" } })
    },
  })
}

/** A command that was never sent is taken back; one that was may be on its way, so it stands. The rollout's row must be locked. */
export async function skipUnsent(tx: Tx, rolloutId: string, at: Date): Promise<void> {
  await tx.command.updateMany({
    where: { target: { rolloutId }, state: "queued", attempts: 0 },
    data: { state: "cancelled", finishedAt: at },
  })
  await tx.rolloutTarget.updateMany({
    where: { rolloutId, state: "pending", commands: { none: { state: { in: ["queued", "sent", "accepted"] } } } },
    data: { state: "skipped", step: "Aborted before it was sent", finishedAt: at },
  })
}
