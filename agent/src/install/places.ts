// Where the agent is on a server. Whatever is added here, `uninstall` removes.
import { basename, dirname } from "node:path"

export const PROGRAM_DIR = "/opt/signalbox-agent"
export const PROGRAM = `${PROGRAM_DIR}/current/signalbox-agent`
export const PROGRAM_LINK = "/usr/local/bin/signalbox-agent"
export const UNIT_DIR = "/etc/systemd/system"
export const AGENT_UNIT = "signalbox-agent.service"
export const RECOVER_UNIT = "signalbox-recover.service"
export const SOCKETS_UNIT = "signalbox-sockets.service"
export const OWN_UNITS: readonly string[] = [AGENT_UNIT, RECOVER_UNIT, SOCKETS_UNIT]
/** What every transient unit of ours is called, guardians above all. */
export const TRANSIENT_PREFIX = "signalbox-"

/** What is ours alone: three folders, and the policy's where it is called ours. Of any other folder only the policy is. */
export function ownPaths(config: { configDir: string; stateDir: string; policyPath: string }): string[] {
  const policyDir = dirname(config.policyPath)
  return [
    PROGRAM_DIR,
    config.configDir,
    config.stateDir,
    basename(policyDir) === "signalbox" ? policyDir : config.policyPath,
  ]
}
