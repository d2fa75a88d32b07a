import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { UNDO_MS_MAX } from "../changes/undo.ts"
import type { AgentConfig } from "../config.ts"
import { run } from "../host/run.ts"
import { OWN_UNITS, ownPaths, PROGRAM, PROGRAM_LINK, TRANSIENT_PREFIX, UNIT_DIR } from "./places.ts"
import { systemctl } from "./systemctl.ts"
import { undoOpenChanges } from "./undo-open-changes.ts"

/**
 * Removes the agent and everything of it; the env files that it managed stay as they are, but that a change under way is undone. Goes on
 * where something is gone already, so that it also cleans up after an install that broke half-way.
 * @param say told each thing that was removed
 * @throws Error when a change under way could not be undone; then nothing was removed
 */
export async function uninstall(config: AgentConfig, say: (line: string) => void): Promise<void> {
  for (const unit of [...(await transientUnits()), ...OWN_UNITS]) {
    await systemctl("disable", "--now", "--quiet", unit).catch(() => systemctl("stop", unit).catch(() => {}))
    await systemctl("reset-failed", unit).catch(() => {})
  }
  // By now nobody else is at it.
  await undoOpenChanges(config.stateDir, (serverDir, id) =>
    run(PROGRAM, ["guardian", "--state", serverDir, id], { timeoutMs: UNDO_MS_MAX }),
  )
  const unitFiles = (await readdir(UNIT_DIR)).filter((name) => OWN_UNITS.includes(name))
  for (const path of [...unitFiles.map((name) => join(UNIT_DIR, name)), PROGRAM_LINK, ...ownPaths(config)]) {
    if (await remove(path)) say(`removed ${path}`)
  }
  await systemctl("daemon-reload").catch(() => {})
}

async function transientUnits(): Promise<string[]> {
  const list = await systemctl("list-units", "--all", "--plain", "--no-legend", "--no-pager").catch(() => "")
  const names = list.split("\n").map((line) => line.trim().split(/\s+/)[0] ?? "")
  return names.filter((name) => name.startsWith(TRANSIENT_PREFIX) && !OWN_UNITS.includes(name))
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
