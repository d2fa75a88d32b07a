import { hashOf } from "@signalbox/agent/host/files/target"
import { startNetwork } from "../hosts/network.ts"
import { type AgentHost, NEW_TEXT, OLD_TEXT, startAgentHost } from "./agent-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

/**
 * An env file crashes its unit, again and again on the same unit, so that the crashes use up systemd's start limit:
 * each time the old file is back and the unit runs on it.
 */
export async function faultF54({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const wanted = runs * 2
  const restoredMs: number[] = []
  try {
    const names = wanted > 20 ? ["crash-a", "crash-b"] : ["crash-a"]
    const hosts = await Promise.all(names.map((name) => startAgentHost({ network, name })))
    let left = wanted
    await Promise.all(
      hosts.map(async (host) => {
        while (left > 0) {
          left -= 1
          const ms = await crashOnce(host)
          if (ms !== undefined) restoredMs.push(ms)
          if (left % 20 === 0) progress(`${wanted - left} of ${wanted}`)
        }
      }),
    )
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
