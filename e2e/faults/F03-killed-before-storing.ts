import type { DieAt } from "./engine-process.ts"
import { rolloutsUnderKills, sumOf } from "./rollouts-under-kills.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const PLACES = ["before-store", "after-store", "after-answer"] as const

/** kill -9 of the control plane once a result has arrived: before it is stored, before the agent hears so, and once it has heard. */
export async function faultF03(options: FaultOptions): Promise<FaultRow[]> {
  const all = await rolloutsUnderKills(options, (rollout) => {
    return { servers: 3, batchSize: 1, kills: 3, dieAt: PLACES[rollout % PLACES.length] as DieAt }
  })
  const lost = sumOf(all, "unknown")
  const twice = sumOf(all, "storedTwice")
  const unit = `of ${sumOf(all, "kills")}`
  return [
    {
      id: "F03",
      claim: "killed with a result in hand: it is sent again and stored",
      figure: lost,
      unit: `lost ${unit}`,
      target: "0",
      pass: lost === 0,
    },
    {
      id: "F03b",
      claim: "killed with a result in hand: it is stored once",
      figure: twice,
      unit: `stored twice ${unit}`,
      target: "0",
      pass: twice === 0,
    },
  ]
}
