// `signalbox-agent watch-sockets`: the one program of ours that may look into other users' processes. It has no network, and does
// nothing but write down which unit has sockets to which Redis, for the agent to tell.
import { once } from "node:events"
import { join } from "node:path"
import type { AgentConfig } from "../config.ts"
import { openEnvFiles } from "../host/files/env-files.ts"
import { loadPolicy } from "../policy.ts"
import { writeDurably } from "../write-durably.ts"
import { readSockets } from "./look-at-sockets.ts"

const EVERY_MS = 10_000
export const SOCKETS_DIR = "/run/signalbox-sockets"
export const SOCKETS_FILE = join(SOCKETS_DIR, "sockets.json")

/** Runs until SIGTERM or SIGINT. */
export async function watchSockets(config: AgentConfig, file = SOCKETS_FILE): Promise<void> {
  const stopping = Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")])
  const host = { policyPath: config.policyPath, files: openEnvFiles({}) }
  let running: Promise<void> | undefined
  const look = async () => {
    const { policy } = loadPolicy(config.policyPath)
    if (policy) await writeDurably(file, JSON.stringify(await readSockets(host, policy)), 0o600)
  }
  const run = () => {
    running ??= look()
      .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : "not looked"}\n`)
      })
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(run, EVERY_MS)
  run()
  await stopping
  clearInterval(timer)
  await running
}
