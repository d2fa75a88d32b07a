import { rolloutsUnderKills, sumOf } from "./rollouts-under-kills.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/** kill -9 of the control plane after a command was committed and before it was sent, again and again. */
export async function faultF02(options: FaultOptions): Promise<FaultRow[]> {
  const all = await rolloutsUnderKills(options, () => {
    return { servers: 1, batchSize: 1, kills: 5, dieAt: "before-send" }
  })
  const lost = sumOf(all, "lost")
  const delaysMs = all.map((one) => one.convergeMs).toSorted((a, b) => a - b)
  const p95 = delaysMs[Math.floor(delaysMs.length * 0.95)] ?? Number.NaN
  return [
    {
      id: "F02",
      claim: "killed between commit and sending: the command arrives after the restart",
      figure: lost,
      unit: `lost of ${sumOf(all, "kills")}`,
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
