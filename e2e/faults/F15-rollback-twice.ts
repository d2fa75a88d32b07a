import { rollbackRollout } from "@signalbox/domain/rollouts/rollback-rollout"
import { createWorld } from "@signalbox/domain/rollouts/testing/world"
import type { FaultOptions, FaultRow } from "./row.ts"

const PRESSES = 4

/** Rollback pressed by several at once, and again once it is through. */
export async function faultF15({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const w = await createWorld()
  w.startEngine()
  let wrong = 0
  let extra = 0
  try {
    const serverId = await w.addServer("web-0")
    const serviceId = await w.addService([serverId])
    const ended = async (id: string) =>
      (await w.ctx.db.rollout.findUniqueOrThrow({ where: { id } })).state === "finished"
    const rollOut = async (text: string) => {
      await w.addVersions(serviceId, [serverId], () => text)
      const { rolloutId } = await w.start(serviceId, [serverId])
      await w.until(() => ended(rolloutId))
      return rolloutId
    }
    await rollOut("N=0\n")
    for (let n = 1; n <= runs; n++) {
      const before = w.agents.of(serverId).disk
      const rolloutId = await rollOut(`N=${n}\n`)
      const press = () => rollbackRollout(w.ctx, { rolloutId, note: "" })
      const pressed = await Promise.all(Array.from({ length: PRESSES }, press))
      await w.until(() => ended(pressed[0]?.rolloutId ?? ""))
      const again = await press()
      extra += new Set([...pressed, again].map((one) => one.rolloutId)).size - 1
      if (w.agents.of(serverId).disk !== before) wrong++
      if (n % 20 === 0) progress(`${n} of ${runs} rollbacks`)
    }
  } finally {
    await w.close()
  }
  const claim = `a rollback pressed ${PRESSES} times at once and once more`
  return [
    {
      id: "F15",
      claim: `${claim}: the text before is back`,
      figure: wrong,
      unit: `wrong of ${runs}`,
      target: "0",
      pass: wrong === 0,
    },
    {
      id: "F15b",
      claim: `${claim}: one rollout`,
      figure: extra,
      unit: "rollouts too many",
      target: "0",
      pass: extra === 0,
    },
  ]
}
