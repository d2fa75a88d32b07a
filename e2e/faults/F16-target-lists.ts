import { randomUUID } from "node:crypto"
import { planRollout } from "@signalbox/domain/rollouts/plan-rollout"
import { PlanRolloutInput } from "@signalbox/domain/rollouts/schema"
import { startRollout } from "@signalbox/domain/rollouts/start-rollout"
import { createWorld } from "@signalbox/domain/rollouts/testing/world"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Target lists that must not mean "all": empty, twice, unknown, of another service, a word or a pattern, none at all. */
export async function faultF16(_options: FaultOptions): Promise<FaultRow[]> {
  const w = await createWorld()
  w.startEngine()
  try {
    const ids = [await w.addServer("web-0"), await w.addServer("web-1")]
    const [own, foreign] = ids as [string, string]
    const serviceId = await w.addService([own])
    await w.addService([foreign])
    await w.addVersions(serviceId, [own], () => "A=1\n")
    const lists: unknown[] = [
      [],
      [{ serverId: own }, { serverId: own }],
      [{ serverId: randomUUID() }],
      [{ serverId: own }, { serverId: foreign }],
      [{ serverId: "all" }],
      [{ serverId: "*" }],
      "all",
      null,
      undefined,
    ]
    const { fingerprint } = await planRollout(
      w.ctx,
      PlanRolloutInput.parse({ serviceId, targets: [{ serverId: own }] }),
    )
    let accepted = 0
    for (const targets of lists) {
      for (const number of [undefined, 1]) {
        const listed = Array.isArray(targets)
          ? targets.map((target) => ({ ...target, ...(number && { number }) }))
          : targets
        const isAccepted = await attempt(async () => {
          const input = PlanRolloutInput.parse({ serviceId, targets: listed })
          await startRollout(w.ctx, { ...input, fingerprint, title: "x", note: "" })
        })
        if (isAccepted) accepted++
      }
    }
    await w.stopEngines()
    const touched = w.agents.all().filter((agent) => agent.heard.size > 0).length + (await w.ctx.db.command.count())
    const unit = `of ${lists.length * 2} lists`
    return [
      {
        id: "F16",
        claim: "empty, double, foreign or 'all' target lists: refused",
        figure: accepted,
        unit: `accepted ${unit}`,
        target: "0",
        pass: accepted === 0,
      },
      {
        id: "F16b",
        claim: "empty, double, foreign or 'all' target lists: nothing is sent",
        figure: touched,
        unit: "hosts touched",
        target: "0",
        pass: touched === 0,
      },
    ]
  } finally {
    await w.close()
  }
}

async function attempt(start: () => Promise<void>): Promise<boolean> {
  try {
    await start()
    return true
  } catch {
    return false
  }
}
