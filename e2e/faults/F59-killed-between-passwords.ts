import { setTimeout as wait } from "node:timers/promises"
import { startNetwork } from "../hosts/network.ts"
import { hashOfPolicy, type RedisHost, startRedisHost } from "./redis-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const OLD = "the-old-password-1"
const NEW = "the-new-password-2"
const BEFORE = `MAXMEMORY=64mb\nPASSWORD=${OLD}`
const BOTH = `MAXMEMORY=64mb\nPASSWORD=${NEW}\nRETIRING_PASSWORD=${OLD}`
const AFTER = `MAXMEMORY=64mb\nPASSWORD=${NEW}`

/** The agent is killed at some moment of taking the old password away: it is away, or both still are in, and it says which. */
export async function faultF59({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const count = Math.min(runs, 20)
  let wrong = 0
  let oldAfter = 0
  let finished = 0
  try {
    const host = await startRedisHost({ network, name: "rotation", isInstalled: true })
    await mustApply(host, BEFORE, null)
    let baseHash = hashOfPolicy(BEFORE)
    for (let run = 0; run < count; run += 1) {
      await mustApply(host, BOTH, baseHash)
      const id = await host.send(AFTER, { baseHash: hashOfPolicy(BOTH) })
      // From before the candidate to after the last look.
      await wait((run * 1_200) / count)
      await host.exec("systemctl", ["kill", "--signal=KILL", "signalbox-agent.service"])
      const result = await host.finished(id)
      const isDone = result.outcome === "applied"
      finished += Number(isDone)
      const [takesOld, takesNew] = [await host.takes(OLD), await host.takes(NEW)]
      if (!takesNew || (!isDone && !takesOld) || !(await host.isFileOf(isDone ? AFTER : BOTH))) wrong += 1
      if (isDone && takesOld) oldAfter += 1
      progress(
        `killed after ${Math.round((run * 1_200) / count)} ms: ${result.outcome}, old ${takesOld}, new ${takesNew}`,
      )
      baseHash = hashOfPolicy(isDone ? AFTER : BOTH)
      // And back, for the next time.
      await mustApply(host, BEFORE, baseHash)
      baseHash = hashOfPolicy(BEFORE)
    }
  } finally {
    await network.stop()
  }
  return [
    {
      id: "F59",
      claim: `the agent is killed while it takes an old password away, ${count} times (${finished} finished): finished or undone, file and Redis alike, and it says which`,
      figure: wrong,
      unit: "otherwise",
      target: "0",
      pass: wrong === 0,
    },
    {
      id: "F59b",
      claim: "the same: old passwords that log in after they were said to be gone",
      figure: oldAfter,
      unit: "logins",
      target: "0",
      pass: oldAfter === 0,
    },
  ]
}

async function mustApply(host: RedisHost, text: string, baseHash: string | null): Promise<void> {
  const result = await host.change(text, { baseHash })
  if (result.outcome !== "applied") throw new Error(`${result.problem?.code}: ${result.problem?.message}`)
}
