import { setTimeout as wait } from "node:timers/promises"
import { startNetwork } from "../hosts/network.ts"
import { type AgentHost, NEW_TEXT, OLD_TEXT, startAgentHosts } from "./agent-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"
import { sideBySide } from "./side-by-side.ts"

const DEADLINE_MS = 3_000
const MARGIN_MS = 2_000
/** They wait most of the time. */
const HOSTS_MAX = 6

/** The agent is killed after it wrote the file and can never start again: the guardian puts the server back, on time. */
export async function faultF05({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const late: number[] = []
  let done = 0
  try {
    const count = Math.min(runs, HOSTS_MAX)
    const hosts = await startAgentHosts({ network, name: "gone", count, guardianMarginMs: MARGIN_MS })
    await sideBySide({ workers: hosts.length, count: runs }, async (piece, worker) => {
      const ms = await killAndWait(hosts[worker] as AgentHost, piece % 2 === 0 ? "kill" : "stop")
      if (ms !== undefined) late.push(ms)
      done += 1
      progress(`${done} of ${runs}${ms === undefined ? ": not restored" : ""}`)
    })
  } finally {
    await network.stop()
  }
  const failures = runs - late.length
  const p95 = late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.95)] ?? Number.NaN
  return [
    {
      id: "F05",
      claim: `agent killed and masked, or stopped (SIGSTOP), after the write, ${runs} times: restored by the guardian, reported by the next agent`,
      figure: failures,
      unit: "not restored",
      target: "0",
      pass: failures === 0,
    },
    {
      id: "F05b",
      claim: "the old file is back this long after the guardian's time",
      figure: Math.round(p95),
      unit: "ms, p95",
      target: "< 2000",
      pass: p95 < 2_000,
    },
  ]
}

/** Milliseconds from the guardian's time to the old file being back; undefined when the server was not put back. */
async function killAndWait(host: AgentHost, how: "kill" | "stop"): Promise<number | undefined> {
  // The unit takes long to be ready, so that the agent is caught between write and verification.
  const command = host.command({
    text: `${NEW_TEXT}SLOW=60\n`,
    units: ["slow.service"],
    deadlineMs: DEADLINE_MS,
    settleMs: 500,
  })
  await host.send(command)
  while (host.readEnv() === OLD_TEXT) await wait(5)
  const due = Date.now() + DEADLINE_MS + MARGIN_MS
  if (how === "kill") {
    await host.run("systemctl", ["mask", "--runtime", "signalbox-agent.service"])
    await host.run("systemctl", ["kill", "--signal=KILL", "signalbox-agent.service"])
  } else await host.run("systemctl", ["kill", "--signal=STOP", "signalbox-agent.service"])
  while (host.readEnv() !== OLD_TEXT) {
    if (Date.now() > due + 30_000) return undefined
    await wait(5)
  }
  const lateMs = Date.now() - due
  host.forgetReady()
  if (how === "kill") {
    await host.run("systemctl", ["unmask", "--runtime", "signalbox-agent.service"])
    await host.run("systemctl", ["start", "signalbox-agent.service"])
  }
  // The stopped agent was killed by the guardian and started again by systemd.
  await host.appeared("ready", 60_000)
  const result = await host.finished(command.id)
  const isUp = (await host.property("slow.service", "SubState")) === "running"
  const isGood = result.outcome === "rolled-back" && result.problem?.code === "deadline-passed" && isUp
  return isGood && host.readEnv() === OLD_TEXT ? Math.max(0, lateMs) : undefined
}
