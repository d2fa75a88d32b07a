import { rollOutUnderKills } from "./engine-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** kill -9 of the control plane once a result has arrived: before it is stored, and after that before the agent hears so. */
export async function faultF03({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const sum = { kills: 0, wrong: 0, twice: 0 }
  while (sum.kills < runs) {
    const dieAt = sum.kills % 2 === 0 ? "before-store" : "after-store"
    const killed = await rollOutUnderKills({ servers: 3, batchSize: 1, kills: Math.min(3, runs - sum.kills), dieAt })
    sum.kills += killed.kills
    sum.wrong += killed.unknown
    sum.twice += killed.storedTwice
    progress(`${sum.kills} of ${runs} kills`)
  }
  const unit = `of ${sum.kills}`
  return [
    {
      id: "F03",
      claim: "killed with a result in hand: it is sent again and stored",
      figure: sum.wrong,
      unit: `lost ${unit}`,
      target: "0",
      pass: sum.wrong === 0,
    },
    {
      id: "F03b",
      claim: "killed with a result in hand: it is stored once",
      figure: sum.twice,
      unit: `stored twice ${unit}`,
      target: "0",
      pass: sum.twice === 0,
    },
  ]
}
