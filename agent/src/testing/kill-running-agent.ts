import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Orders } from "./killed-agent.ts"
import type { Rig } from "./rig.ts"

const source = fileURLToPath(new URL("killed-agent.ts", import.meta.url))

/**
 * Runs an agent with the command in a process of its own, which is killed at a step (none: 0). Resolves with what it said.
 * `program`: killed-agent.ts in another form, for who starts it often.
 */
export function runKilledAgent(
  rig: Rig,
  command: unknown,
  { program = source, ...kill }: Pick<Orders, "killAt" | "when"> & { killOn?: string; program?: string },
): Promise<string> {
  const { stateDir, policyPath, worldPath, root, serverId } = rig
  const { controlPlaneKey } = rig.options()
  const orders: Orders = { stateDir, policyPath, worldPath, root, serverId, controlPlaneKey, command, ...kill }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, JSON.stringify(orders)], { timeout: 60_000 }, (error, stdout, stderr) => {
      const wasKilled = error?.signal === "SIGKILL"
      if (error && !wasKilled) reject(new Error(stderr.slice(0, 2_000)))
      else resolve(stdout)
    })
  })
}

/** Kills the agent right after it restarted the unit on the new file. */
export async function killRunningAgent(rig: Rig, command: unknown): Promise<void> {
  await runKilledAgent(rig, command, { killAt: 0, when: "after", killOn: "restart" })
}
