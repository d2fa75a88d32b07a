import { randomUUID } from "node:crypto"
import { planRollout } from "@signalbox/domain/rollouts/plan-rollout"
import { PlanRolloutInput } from "@signalbox/domain/rollouts/schema"
import { startRollout } from "@signalbox/domain/rollouts/start-rollout"
import { createWorld, type World } from "@signalbox/domain/rollouts/testing/world"
import { Problem, type ProblemCode } from "@signalbox/protocol/problem"
import type { FaultOptions, FaultRow } from "./row.ts"

/** Target lists that must not mean "all": empty, twice, unknown, of another service, a word or a pattern, none at all. */
export async function faultF16({ progress }: FaultOptions): Promise<FaultRow[]> {
  const w = await createWorld()
  w.startEngine()
  try {
    const ids = [await w.addServer("web-0"), await w.addServer("web-1")]
    const [own, foreign] = ids as [string, string]
    const serviceId = await w.addService([own])
    await w.addService([foreign])
    await w.addVersions(serviceId, [own], () => "A=1\n")
    const lists: List[] = [
      { targets: [], because: "empty-target-list" },
      { targets: [{ serverId: own }, { serverId: own }], because: "duplicate-target" },
      { targets: [{ serverId: randomUUID() }], because: "not-found" },
      { targets: [{ serverId: own }, { serverId: foreign }], because: "not-found" },
      { targets: [{ serverId: "all" }], because: "shape" },
      { targets: [{ serverId: "*" }], because: "shape" },
      { targets: "all", because: "shape" },
      { targets: null, because: "shape" },
      { targets: undefined, because: "shape" },
    ]
    let accepted = 0
    for (const list of lists) {
      for (const number of [undefined, 1]) {
        const targets = Array.isArray(list.targets)
          ? list.targets.map((target) => ({ ...target, ...(number && { number }) }))
          : list.targets
        const outcomes = [
          await whyRefused(w, { serviceId, targets }, "plan"),
          await whyRefused(w, { serviceId, targets }, "start"),
        ]
        for (const outcome of outcomes.filter((one) => one !== list.because)) {
          accepted++
          progress(`${JSON.stringify(targets)}: ${outcome}, not ${list.because}`)
        }
      }
    }
    await w.stopEngines()
    const touched = w.agents.all().filter((agent) => agent.heard.size > 0).length + (await w.ctx.db.command.count())
    const unit = `of ${lists.length * 2} lists, planned and started`
    return [
      {
        id: "F16",
        claim: "empty, double, foreign or 'all' target lists: refused, each for its own reason",
        figure: accepted,
        unit: `accepted, or refused for another reason, ${unit}`,
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

type List = { targets: unknown; because: ProblemCode | "shape" }

/** A list is planned, or started right away with what its plan would have said. `shape`: it is no list of servers at all. */
async function whyRefused(
  w: World,
  asked: { serviceId: string; targets: unknown },
  how: "plan" | "start",
): Promise<string> {
  const parsed = PlanRolloutInput.safeParse(asked)
  if (!parsed.success) return "shape"
  try {
    const fingerprint =
      how === "plan"
        ? ""
        : await planRollout(w.ctx, parsed.data).then(
            (plan) => plan.fingerprint,
            () => "",
          )
    if (how === "plan") await planRollout(w.ctx, parsed.data)
    else await startRollout(w.ctx, { ...parsed.data, fingerprint, title: "x", note: "" })
    return "accepted"
  } catch (error) {
    return error instanceof Problem ? error.code : String(error)
  }
}
