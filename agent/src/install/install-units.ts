import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { type AgentConfig, serverStateDir } from "../config.ts"
import { readIdentity } from "../identity.ts"
import { AGENT_UNIT, OWN_UNITS, RECOVER_UNIT, SOCKETS_UNIT, UNIT_DIR } from "./places.ts"
import { SOCKETS_UNIT_TEXT } from "./sockets-unit.ts"
import { systemctl } from "./systemctl.ts"
import { agentUnit, recoverUnit } from "./unit-text.ts"
import { readPolicy } from "./write-policy.ts"

/**
 * Writes the units for the present policy and starts the agent anew. Doing it again changes nothing but restarts the agent.
 * @throws Error when this server is not enrolled, or systemd refuses
 */
export async function installUnits(config: AgentConfig): Promise<void> {
  const identity = await readIdentity(config.configDir)
  if (!identity) throw new Error("This server is not enrolled.")
  await mkdir(config.stateDir, { recursive: true, mode: 0o700 })
  const { stateDir, configDir } = config
  const serverDir = serverStateDir(config, identity.serverId)
  const policy = readPolicy(config.policyPath)
  // Before a package makes it: a folder that is not there when the agent starts stays closed to it. The package takes it over.
  for (const { path } of policy.redis) await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  const input = { policy, stateDir, configDir, serverDir }
  await writeFile(join(UNIT_DIR, AGENT_UNIT), agentUnit(input), { mode: 0o644 })
  await writeFile(join(UNIT_DIR, RECOVER_UNIT), recoverUnit(input), { mode: 0o644 })
  await writeFile(join(UNIT_DIR, SOCKETS_UNIT), SOCKETS_UNIT_TEXT, { mode: 0o644 })
  await systemctl("daemon-reload")
  await systemctl("enable", "--quiet", ...OWN_UNITS)
  await systemctl("restart", SOCKETS_UNIT, AGENT_UNIT)
}
