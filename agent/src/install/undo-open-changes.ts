import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { dutyOf } from "../changes/change-state.ts"
import { peekOpen } from "../changes/ledger.ts"
import { realFileSystem } from "../host/file-system.ts"

/**
 * Puts back what an agent that was stopped had not yet seen to be good: with its state its backup goes, and then nobody could.
 * @param stateDir holds a folder for each server id
 * @param undo runs the guardian on one change
 * @throws Error when a change is still neither done nor undone after it
 */
export async function undoOpenChanges(
  stateDir: string,
  undo: (serverDir: string, id: string) => Promise<unknown>,
): Promise<void> {
  const names = await readdir(stateDir).catch((): string[] => [])
  for (const serverDir of names.map((name) => join(stateDir, name))) {
    for (const { id } of toUndo(serverDir)) await undo(serverDir, id)
    const [left] = toUndo(serverDir)
    if (!left) continue
    const path = left.plan?.path ?? "an env file"
    throw new Error(`A change of ${path} could not be undone, so its backup stays: ${serverDir}/backups/${left.id}.`)
  }
}

function toUndo(serverDir: string) {
  return peekOpen(serverDir, realFileSystem).filter((record) => dutyOf(record.step) === "undo")
}
