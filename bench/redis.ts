// What watching a Redis costs it, and those who use it.

import { costOfEach } from "./redis/cost-of-each.ts"
import { startInstance } from "./redis/instance.ts"
import { findRedisPrograms } from "./redis/programs.ts"
import { sharedInstance } from "./redis/shared-instance.ts"
import { watchingCost } from "./redis/watching-cost.ts"
import type { Bench } from "./room/bench.ts"

const HOW = `What the agent's watching costs a Redis and its clients: a PING each second, a look at what is cheap each 15 s, a walk of the keys each five minutes.
**W**: an instance at its limit and at a held rate, with the watching and without, in turn; the load, the watching and the instance are processes of their own.
**S**: a shared instance, while nobody, we, \`KEYS *\`, \`redis-cli --bigkeys\` or \`--memkeys\` go through its keys, seen by the instance's own clock and by another client.
**P**: each piece many times on an idle instance, divided: what does not drown in noise. Waits and throughput (W1, W2e to W2g, W3c, W3d, S2) say most on a machine with nothing else to do and a core to spare.`

export const bench: Bench = async (options) => {
  const programs = await findRedisPrograms(options.progress)
  const rows = []
  let version = ""
  for (const part of [watchingCost, sharedInstance, costOfEach]) {
    const instance = await startInstance(programs.server)
    version = instance.version
    try {
      rows.push(...(await part({ ...options, programs, instance })))
    } finally {
      await instance.stop()
    }
  }
  return { how: HOW, rows, versions: [`Redis ${version}`] }
}
