import { hashOf } from "@signalbox/agent/host/files/target"
import { startNetwork } from "../hosts/network.ts"
import { type AgentHost, NEW_TEXT, OLD_TEXT, startAgentHosts } from "./agent-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"
import { sideBySide } from "./side-by-side.ts"

/** They wait most of the time: for systemd, and for the second that the unit is watched. */
const HOSTS_MAX = 4
/** On the same unit again: what the crashes before have used up of its start limit is still counted. */
const RUNS_A_HOST_MIN = 2

/**
 * An env file crashes its unit, again and again on the same unit, so that the crashes use up systemd's start limit:
 * each time the old file is back and the unit runs on it.
 */
export async function faultF54({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const wanted = runs * 2
  const restoredMs: number[] = []
  try {
    const count = Math.min(HOSTS_MAX, Math.ceil(wanted / RUNS_A_HOST_MIN))
    const hosts = await startAgentHosts({ network, name: "crash", count })
    let done = 0
    await sideBySide({ workers: hosts.length, count: wanted }, async (_, worker) => {
      const ms = await crashOnce(hosts[worker] as AgentHost)
      if (ms !== undefined) restoredMs.push(ms)
      done += 1
      if (done % 20 === 0) progress(`${done} of ${wanted}`)
    })
  } finally {
    await network.stop()
  }
  const sorted = restoredMs.toSorted((a, b) => a - b)
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
  const failed = wanted - restoredMs.length
  return [
    {
      id: "F54",
      claim: `an env file that crashes its unit, ${wanted} times: restored and running each time`,
      figure: failed,
      unit: "not restored",
      target: "0",
      pass: failed === 0,
    },
    {
      id: "F54b",
      claim: "from the command to the unit running on the old file again, watched for 1 s",
      figure: Math.round(p95),
      unit: "ms, p95",
      target: "< 10000",
      pass: p95 < 10_000,
    },
  ]
}

/** Milliseconds until it was restored; undefined when it was not. */
async function crashOnce(host: AgentHost): Promise<number | undefined> {
  const begun = performance.now()
  const command = host.command({ text: `${NEW_TEXT}CRASH=yes\n`, baseHash: hashOf(OLD_TEXT) })
  await host.send(command)
  const result = await host.finished(command.id)
  const ms = performance.now() - begun
  const isUp = (await host.property("web.service", "SubState")) === "running"
  const isGood = result.outcome === "rolled-back" && isUp && host.readEnv() === OLD_TEXT && result.journal.length > 0
  return isGood ? ms : undefined
}
