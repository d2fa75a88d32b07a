import { setTimeout as wait } from "node:timers/promises"
import { startNetwork } from "../hosts/network.ts"
import { type AgentHost, NEW_TEXT, OLD_TEXT, startAgentHosts } from "./agent-host.ts"
import type { FaultOptions, FaultRow } from "./row.ts"
import { sideBySide } from "./side-by-side.ts"

/** They wait most of the time: for the time that a unit must stay up before it counts. */
const HOSTS_MAX = 6

/** The whole server loses power with an unconfirmed file in place: at boot the old file is back before the unit starts. */
export async function faultF06({ runs, progress }: FaultOptions): Promise<FaultRow> {
  const network = await startNetwork()
  let failures = 0
  let done = 0
  try {
    const hosts = await startAgentHosts({ network, name: "dark", count: Math.min(runs, HOSTS_MAX) })
    await sideBySide({ workers: hosts.length, count: runs }, async (_, worker) => {
      const isPutBack = await cutPower(hosts[worker] as AgentHost)
      if (!isPutBack) failures += 1
      done += 1
      progress(`${done} of ${runs}${isPutBack ? "" : ": not put back"}`)
    })
  } finally {
    await network.stop()
  }
  return {
    id: "F06",
    claim: `power cut between write and verification, ${runs} times: no unit starts with the unconfirmed file, and the undo is reported`,
    figure: failures,
    unit: "starts with the unconfirmed file, or unreported",
    target: "0",
    pass: failures === 0,
  }
}

async function cutPower(host: AgentHost): Promise<boolean> {
  const command = host.command({ settleMs: 3_000, deadlineMs: 30_000 })
  await host.send(command)
  await host.appeared(`step-${command.id}-3`)
  while (
    !(await host.exec("journalctl", ["--unit=web.service", "--output=cat", "--boot"])).stdout.includes("greeting new")
  )
    await wait(20)
  const wasWritten = host.readEnv() === NEW_TEXT
  host.forgetReady()
  await host.kill9()
  await host.restart()
  await host.appeared("ready")
  const result = await host.finished(command.id)
  const said = (await host.exec("journalctl", ["--unit=web.service", "--output=cat", "--boot"])).stdout
  const isUp = (await host.property("web.service", "SubState")) === "running"
  const neverSawIt = said.includes("greeting old") && !said.includes("greeting new")
  return wasWritten && neverSawIt && isUp && host.readEnv() === OLD_TEXT && result.outcome === "rolled-back"
}
