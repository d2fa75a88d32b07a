import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { AgentConfig } from "../config.ts"
import { AGENT_UNIT, ownPaths, PROGRAM_LINK, RECOVER_UNIT, TRANSIENT_PREFIX, UNIT_DIR } from "./places.ts"
import { systemctl } from "./systemctl.ts"

/**
 * Removes the agent and everything of it; the env files that it managed stay as they are. Goes on where something is gone already,
 * so that it also cleans up after an install that broke half-way.
 * @param say told each thing that was removed
 */
export async function uninstall(config: AgentConfig, say: (line: string) => void): Promise<void> {
  for (const unit of [...(await transientUnits()), AGENT_UNIT, RECOVER_UNIT]) {
    await systemctl("disable", "--now", "--quiet", unit).catch(() => systemctl("stop", unit).catch(() => {}))
    await systemctl("reset-failed", unit).catch(() => {})
  }
  const unitFiles = (await readdir(UNIT_DIR)).filter((name) => name === AGENT_UNIT || name === RECOVER_UNIT)
  for (const path of [...unitFiles.map((name) => join(UNIT_DIR, name)), PROGRAM_LINK, ...ownPaths(config)]) {
    if (await remove(path)) say(`removed ${path}`)
  }
  await systemctl("daemon-reload").catch(() => {})
}

async function transientUnits(): Promise<string[]> {
  const list = await systemctl("list-units", "--all", "--plain", "--no-legend", "--no-pager").catch(() => "")
  const names = list.split("\n").map((line) => line.trim().split(/\s+/)[0] ?? "")
  return names.filter((name) => name.startsWith(TRANSIENT_PREFIX) && name !== AGENT_UNIT && name !== RECOVER_UNIT)
}

async function remove(path: string): Promise<boolean> {
  try {
    await rm(path, { recursive: true })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false
    throw error
  }
}
