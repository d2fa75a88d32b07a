import { hashOf } from "@signalbox/agent/host/files/target"
import { makeRig, OLD_TEXT } from "@signalbox/agent/testing/rig"
import type { FaultOptions, FaultRow } from "./row.ts"

/** A command overtakes the one before it. */
export async function faultF11({ runs }: FaultOptions): Promise<FaultRow> {
  const rounds = Math.max(1, Math.round(runs / 5))
  let violations = 0
  for (let round = 0; round < rounds; round += 1) violations += Number(!(await overtake()))
  return {
    id: "F11",
    claim: `command n+1 arrives before n, ${rounds} times: n never takes effect after it`,
    figure: violations,
    unit: "order violations",
    target: "0",
    pass: violations === 0,
  }
}

async function overtake(): Promise<boolean> {
  const rig = await makeRig()
  try {
    const [first, second] = ["GREETING=first\n", "GREETING=second\n"]
    const early = rig.command({ text: first, baseHash: hashOf(OLD_TEXT) }, { seq: 1 })
    const late = rig.command({ text: second, baseHash: hashOf(OLD_TEXT) }, { seq: 2 })
    const changes = await rig.open()
    await changes.accept(late)
    const wasRefused = await changes.accept(early).then(
      () => false,
      () => true,
    )
    await changes.idle()
    await changes.close()
    return wasRefused && rig.read() === second
  } finally {
    rig.remove()
  }
}
