import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { HostPolicy } from "@signalbox/protocol/policy"
import type { AgentConfig } from "../config.ts"
import { AGENT_UNIT, RECOVER_UNIT, UNIT_DIR } from "./places.ts"
import { systemctl } from "./systemctl.ts"
import { agentUnit, recoverUnit } from "./unit-text.ts"

/** Writes both units for this policy and starts the agent anew. Doing it again changes nothing but restarts the agent. */
export async function installUnits(config: AgentConfig, policy: HostPolicy): Promise<void> {
  await mkdir(config.stateDir, { recursive: true, mode: 0o700 })
  const input = { policy, stateDir: config.stateDir, configDir: config.configDir }
  await writeFile(join(UNIT_DIR, AGENT_UNIT), agentUnit(input), { mode: 0o644 })
  await writeFile(join(UNIT_DIR, RECOVER_UNIT), recoverUnit(input), { mode: 0o644 })
  await systemctl("daemon-reload")
  await systemctl("enable", "--quiet", AGENT_UNIT, RECOVER_UNIT)
  await systemctl("restart", AGENT_UNIT)
}
