import { randomUUID } from "node:crypto"
import { finishedChange, isOnline, OBSERVED, openLinkRig, startAgent } from "./link-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const HOSTILE = [
  "</script><script>alert(1)</script>",
  "\u001b]0;x\u0007\u001b[31m",
  "\u202egnp.exe",
  '\'; DROP TABLE "Server"; --',
  "\u0000x",
]

/** A server's agent reports as if it were another, and with hostile strings: what it says is written to its own row or to none. */
export async function faultF39({ progress }: FaultOptions): Promise<FaultRow> {
  const rig = await openLinkRig()
  let foreign = 0
  try {
    const [mine, other] = [await rig.enrolAgent(), await rig.enrolAgent()]
    const before = await rig.domain.db.server.findUniqueOrThrow({ where: { id: other.identity.serverId } })
    const told = Promise.withResolvers<void>()
    rig.gateway.sessions.onFinished(async (serverId) => {
      foreign += Number(serverId !== mine.identity.serverId)
      told.resolve()
    })
    let hostile = 0
    const agent = startAgent(mine, {
      // The id of the other server in places where a careless reader might take it from.
      sampleVitals: async () => ({ ...VITALS, serverId: other.identity.serverId }) as typeof VITALS,
      observe: async () => ({
        ...OBSERVED,
        facts: { ...OBSERVED.facts, hostname: HOSTILE[hostile++ % HOSTILE.length] ?? "" },
      }),
    })
    await agent.reached(isOnline)
    for (const _ of HOSTILE) {
      await rig.gateway.sessions.request(mine.identity.serverId, "host.observe", {})
      agent.changed()
    }
    agent.results.push(finishedChange(randomUUID()))
    agent.finished()
    await told.promise
    const after = await rig.domain.db.server.findUniqueOrThrow({ where: { id: other.identity.serverId } })
    foreign += Number(JSON.stringify(after) !== JSON.stringify(before))
    await agent.stop()
    progress(`${HOSTILE.length} hostile strings; faults inside: ${rig.faults.map(String).join("; ") || "none"}`)
  } finally {
    await rig.close()
  }
  const figure = foreign + rig.faults.length
  return {
    id: "F39",
    claim: "an agent speaks for its own server alone, whatever it says",
    figure,
    unit: "foreign rows or faults",
    target: "0",
    pass: figure === 0,
  }
}

const VITALS = { at: 1, cpu: 0.9, memory: 0.9, memoryUsedBytes: 9, disk: 0.9, load1: 9 }
