import { Problem } from "@signalbox/protocol/problem"
import { planRollout } from "../rollouts/plan-rollout.ts"
import type { StrategyInput } from "../rollouts/schema.ts"
import { assertNotRefused, startRollout } from "../rollouts/start-rollout.ts"
import type { PolicyContext } from "./set-policy.ts"

type Wanted = { serviceId: string; serverIds: readonly string[]; strategy: StrategyInput; title: string; note: string }

/**
 * Plans the newest version of each of these servers and starts just that.
 * @throws Problem `plan-refused` naming each server and why, `nothing-to-do`, `rollout-in-progress`
 */
export async function rollOutPolicy(ctx: PolicyContext, { serverIds, ...wanted }: Wanted) {
  const { serviceId, strategy } = wanted
  const targets = serverIds.map((serverId) => ({ serverId }))
  const view = await planRollout(ctx, { serviceId, targets, strategy })
  assertNotRefused({ view })
  if (!view.mayStart) throw new Problem("nothing-to-do")
  return startRollout(ctx, { ...wanted, targets, fingerprint: view.fingerprint })
}
