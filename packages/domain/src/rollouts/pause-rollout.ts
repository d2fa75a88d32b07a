import { type ChangeContext, changeRollout } from "./change-rollout.ts"

/** Nothing more is sent; what was sent ends by itself. @throws Problem `rollout-state` */
export async function pauseRollout(ctx: ChangeContext, { rolloutId }: { rolloutId: string }): Promise<void> {
  await changeRollout(ctx, rolloutId, {
    ability: "pause",
    action: "rollout.pause",
    text: (name) => `Paused by ${name}.`,
    apply: (tx, { id }) => tx.rollout.update({ where: { id }, data: { state: "paused" } }),
  })
}
