import { makeRig, NEW_TEXT, UNIT } from "@signalbox/agent/testing/rig"
import { readWorld } from "@signalbox/agent/testing/simulated-supervisor"
import type { FaultOptions, FaultRow } from "./row.ts"

const DELIVERIES = 50

/** One command is delivered 50 times at once, again when it is done, and again to the next agent. */
export async function faultF08({ runs }: FaultOptions): Promise<FaultRow> {
  const rounds = Math.max(1, Math.round(runs / 10))
  let effects = 0
  let different = 0
  for (let round = 0; round < rounds; round += 1) {
    const seen = await deliverManyTimes()
    effects = Math.max(effects, seen.effects)
    different += seen.different
  }
  return {
    id: "F08",
    claim: `one command delivered ${DELIVERIES} times at once, and again after its end and after a restart: one effect, one result`,
    figure: effects + different,
    unit: "effects per command",
    target: "1",
    pass: effects === 1 && different === 0,
  }
}

async function deliverManyTimes(): Promise<{ effects: number; different: number }> {
  const rig = await makeRig()
  try {
    const startsBefore = readWorld(rig.worldPath).units.find((unit) => unit.name === UNIT)?.starts ?? 0
    const command = rig.command({ text: NEW_TEXT })
    const changes = await rig.open()
    await Promise.all(Array.from({ length: DELIVERIES }, () => changes.accept(command)))
    await changes.idle()
    await changes.accept(command)
    await changes.idle()
    await changes.close()
    const again = await rig.open()
    await again.accept(command)
    await again.idle()
    await again.close()
    const starts = readWorld(rig.worldPath).units.find((unit) => unit.name === UNIT)?.starts ?? 0
    const results = new Set(rig.finished.map((result) => JSON.stringify(result)))
    return { effects: starts - startsBefore, different: results.size - 1 }
  } finally {
    rig.remove()
  }
}
