import { type Killed, type KillPlan, rollOutUnderKills } from "./engine-rig.ts"
import type { FaultOptions } from "./row.ts"

/** Worlds of their own, one for each core that the smallest machine has. */
const AT_ONCE = 2

/** One rollout after the other, each with its own plan by its number, until there were `runs` kills in all. */
export async function rolloutsUnderKills(
  { runs, progress }: FaultOptions,
  planOf: (rollout: number) => KillPlan,
): Promise<Killed[]> {
  const ended: Killed[] = []
  let rollouts = 0
  let promised = 0
  let killed = 0
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (promised < runs) {
        const plan = planOf(rollouts++)
        const kills = Math.min(plan.kills, runs - promised)
        promised += kills
        const one = await rollOutUnderKills({ ...plan, kills })
        // A rollout that ends early leaves the rest of its kills to the next.
        promised -= kills - one.kills
        killed += one.kills
        ended.push(one)
        progress(`${killed} of ${runs} kills`)
      }
    }),
  )
  return ended
}

export function sumOf(all: readonly Killed[], what: keyof Killed): number {
  return all.reduce((sum, one) => sum + one[what], 0)
}
