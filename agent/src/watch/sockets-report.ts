// What signalbox-sockets.service hands to the agent: which processes of which unit are connected where. The agent's own
// sandbox cannot look into other users' processes; that unit can, and can do nothing else (sockets-unit.ts).
import { setInterval } from "node:timers/promises"
import { z } from "zod"
import type { AgentConfig } from "../config.ts"
import { errorCode, readFully, realFileSystem } from "../host/file-system.ts"
import { unitNames } from "../host/observe.ts"
import { readUnitConnections, UnitConnections } from "../host/sockets/unit-connections.ts"
import { log } from "../log.ts"
import { loadPolicy } from "../policy.ts"
import { writeDurably } from "../write-durably.ts"

export const SOCKETS_EVERY_MS = 10_000
/** What is older than this tells of another time. */
const FRESH_MS = 30_000
const REPORT_BYTES_MAX = 1024 * 1024

const SocketsReport = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.number(),
  units: z.array(UnitConnections),
})
export type SocketsReport = z.infer<typeof SocketsReport>

/** Looks and writes until it is ended. It reads the host policy for the names of the units, and no env file. */
export async function writeSocketsReports(config: Pick<AgentConfig, "policyPath" | "socketsReportPath">) {
  await writeSocketsReport(config)
  for await (const _ of setInterval(SOCKETS_EVERY_MS)) {
    await writeSocketsReport(config).catch((error: unknown) => {
      log("error", `The report of sockets could not be written: ${errorCode(error) || "unexpected"}.`)
    })
  }
}

export async function writeSocketsReport({
  policyPath,
  socketsReportPath,
}: Pick<AgentConfig, "policyPath" | "socketsReportPath">): Promise<void> {
  const units = readUnitConnections(unitNames(loadPolicy(policyPath)))
  const report: SocketsReport = { at: Date.now(), units }
  await writeDurably(socketsReportPath, JSON.stringify(report), 0o600)
}

/** The report, if there is one that is fresh and well formed. */
export function readSocketsReport(path: string, now: number): SocketsReport | undefined {
  try {
    const report = SocketsReport.parse(JSON.parse(readReport(path)))
    return Math.abs(now - report.at) < FRESH_MS ? report : undefined
  } catch {
    return undefined
  }
}

function readReport(path: string): string {
  const fs = realFileSystem
  const fd = fs.openSync(path, "r")
  try {
    return readFully(fs, fd, REPORT_BYTES_MAX).toString("utf8")
  } finally {
    fs.closeSync(fd)
  }
}
