import { type ChangeContext, changeRollout } from "./change-rollout.ts"
import { countFailures } from "./rollout-state.ts"
import { StoredStrategy } from "./stored.ts"

/**
 * Goes on from a pause, or from where failures held it: those are accepted then, and it stops again only for new ones.
 * @throws Problem `rollout-state`
 */
export async function resumeRollout(ctx: ChangeContext, { rolloutId }: { rolloutId: string }): Promise<void> {
  await changeRollout(ctx, rolloutId, {
    ability: "resume",
    action: "rollout.resume",
    text: (name) => `Resumed by ${name}.`,
    async apply(tx, { id, state, strategy }) {
      if (state === "paused") return tx.rollout.update({ where: { id }, data: { state: "running" } })
      const targets = await tx.rolloutTarget.findMany({ where: { rolloutId: id }, select: { state: true } })
      const accepted: StoredStrategy = { ...StoredStrategy.parse(strategy), acceptedFailures: countFailures(targets) }
      return tx.rollout.update({ where: { id }, data: { state: "running", strategy: accepted } })
    },
  })
}
