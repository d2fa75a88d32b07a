import { setTimeout as wait } from "node:timers/promises"
import { startNetwork } from "../hosts/network.ts"
import { type AgentHost, NEW_TEXT, OLD_TEXT, startAgentHost } from "./agent-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"

const DEADLINE_MS = 3_000
const MARGIN_MS = 2_000

/** The agent is killed after it wrote the file and can never start again: the guardian puts the server back, on time. */
export async function faultF05({ runs, progress }: FaultOptions): Promise<FaultRow[]> {
  const network = await startNetwork()
  const late: number[] = []
  let failures = 0
  const rounds = Math.max(1, Math.round(runs / 5))
  try {
    const hosts = await Promise.all(
      ["gone-a", "gone-b"].map((name) => startAgentHost({ network, name, guardianMarginMs: MARGIN_MS })),
    )
    for (let round = 0; round < rounds; round += 1) {
      const outcomes = await Promise.all(hosts.map((host, index) => killAndWait(host, index === 0 ? "kill" : "stop")))
      for (const ms of outcomes) {
        if (ms === undefined) failures += 1
        else late.push(ms)
      }
      progress(`${round + 1} of ${rounds}`)
    }
  } finally {
    await network.stop()
  }
  const p95 = late.toSorted((a, b) => a - b)[Math.floor(late.length * 0.95)] ?? Number.NaN
  return [
    {
      id: "F05",
      claim: `agent killed and masked, or stopped (SIGSTOP), after the write, ${2 * rounds} times: restored by the guardian, reported by the next agent`,
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
