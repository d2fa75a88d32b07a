import { rollOutUnderKills } from "./engine-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** kill -9 of the control plane after a command was committed and before it was sent, again and again. */
export async function faultF02({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const delaysMs: number[] = []
  let lost = 0
  let kills = 0
  while (kills < runs) {
    const killed = await rollOutUnderKills({
      servers: 1,
      batchSize: 1,
      kills: Math.min(5, runs - kills),
      dieAt: "before-send",
    })
    kills += killed.kills
    lost += killed.lost
    delaysMs.push(killed.convergeMs)
    progress(`${kills} of ${runs} kills`)
  }
  const p95 = delaysMs.sort((a, b) => a - b)[Math.floor(delaysMs.length * 0.95)] ?? 0
  return [
    {
      id: "F02",
      claim: "killed between commit and sending: the command arrives after the restart",
      figure: lost,
      unit: `lost of ${kills}`,
      target: "0",
      pass: lost === 0,
    },
    {
      id: "F02b",
      claim: "killed between commit and sending: delay after the restart",
      figure: p95,
      unit: "ms, p95",
      target: "<= 5000",
      pass: p95 <= 5_000,
    },
  ]
}
