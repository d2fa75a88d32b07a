import { rollOutUnderKills } from "./engine-rig.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const SERVERS = 20
const KILLS_A_ROLLOUT = 10

/** kill -9 of the control plane at random moments of rollouts over 20 servers, and started again each time. */
export async function faultF01({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const sum = { kills: 0, unknown: 0, doubles: 0, convergeMs: 0 }
  while (sum.kills < runs) {
    const kills = Math.min(KILLS_A_ROLLOUT, runs - sum.kills)
    const killed = await rollOutUnderKills({ servers: SERVERS, batchSize: 4, kills, dieAt: null })
    sum.kills += Math.max(1, killed.kills)
    sum.unknown += killed.unknown
    sum.doubles += killed.doubles
    sum.convergeMs = Math.max(sum.convergeMs, killed.convergeMs)
    progress(`${sum.kills} of ${runs} kills`)
  }
  const claim = `control plane killed mid-rollout, ${SERVERS} servers`
  return [
    row("F01", `${claim}: every server in a named, true state`, {
      figure: sum.unknown,
      unit: `unknown states of ${sum.kills} kills`,
    }),
    row("F01b", `${claim}: each command has one effect`, { figure: sum.doubles, unit: "double effects" }),
    {
      ...row("F01c", `${claim}: it goes on by itself`, { figure: sum.convergeMs / 1_000, unit: "s to the end, worst" }),
      target: "<= 30",
      pass: sum.convergeMs <= 30_000,
    },
  ]
}

function row(id: string, claim: string, { figure, unit }: { figure: number; unit: string }): FaultRow {
  return { id, claim, figure, unit, target: "0", pass: figure === 0 }
}
