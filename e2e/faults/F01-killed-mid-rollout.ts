import { rolloutsUnderKills, sumOf } from "./rollouts-under-kills.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const SERVERS = 20
const KILLS_A_ROLLOUT = 10

/** kill -9 of the control plane at random moments of rollouts over 20 servers, and started again each time. */
export async function faultF01(options: FaultOptions): Promise<FaultRow[]> {
  const all = await rolloutsUnderKills(options, () => {
    return { servers: SERVERS, batchSize: 4, kills: KILLS_A_ROLLOUT, dieAt: null }
  })
  const convergeMs = Math.max(...all.map((one) => one.convergeMs))
  const claim = `control plane killed mid-rollout, ${SERVERS} servers`
  return [
    row("F01", `${claim}: every server in a named, true state`, {
      figure: sumOf(all, "unknown"),
      unit: `unknown states of ${sumOf(all, "kills")} kills`,
    }),
    row("F01b", `${claim}: each command has one effect`, { figure: sumOf(all, "doubles"), unit: "double effects" }),
    {
      ...row("F01c", `${claim}: it goes on by itself`, { figure: convergeMs / 1_000, unit: "s to the end, worst" }),
      target: "<= 30",
      pass: convergeMs <= 30_000,
    },
  ]
}

function row(id: string, claim: string, { figure, unit }: { figure: number; unit: string }): FaultRow {
  return { id, claim, figure, unit, target: "0", pass: figure === 0 }
}
