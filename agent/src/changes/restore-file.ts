import type { EnvFiles } from "../host/files/env-files.ts"
import type { FileState } from "../host/files/target.ts"
import type { UndoPlan } from "./change-record.ts"

export type RestoreFiles = Pick<
  EnvFiles,
  "readEnvFile" | "writeEnvFile" | "removeEnvFile" | "readBackup" | "backupFile" | "removeStaleTemp" | "sharedWith"
>

export type Restored = "restored" | "as-before" | "edited-by-hand"

/**
 * Brings the old file back and says what it was found as. A third version, made by somebody while our file was in
 * place, is replaced too, for a change ends in one of two states; a copy of it stays with the backups. If ours never
 * was in place, somebody's edit is none of our business and stays.
 * @throws Problem
 */
export function restoreFile(
  files: RestoreFiles,
  at: { plan: UndoPlan; id: string; stateDir: string; wasWritten: boolean },
): Restored {
  const { plan, id, stateDir } = at
  const owners = ownersOf(plan)
  files.removeStaleTemp(plan.path, owners, id)
  const found = files.readEnvFile(plan.path, owners)
  if (isSame(found?.state ?? null, plan.before)) return "as-before"
  const isOurs = (found?.state.hash ?? null) === plan.after.hash
  if (!isOurs && !at.wasWritten) return "edited-by-hand"
  if (found && !isOurs && found.state.hash !== plan.before?.hash) keepCopy(files, { stateDir, id, bytes: found.bytes })
  if (plan.before === null) {
    files.removeEnvFile(plan.path, owners)
    return "restored"
  }
  const bytes = files.readBackup(`${stateDir}/backups`, id, plan.before.hash)
  const { uid, gid, mode } = plan.before
  files.writeEnvFile({ path: plan.path, bytes, uid, gid, mode, commandId: id })
  return "restored"
}

export function isRestored(files: RestoreFiles, plan: UndoPlan): boolean {
  try {
    return isSame(files.readEnvFile(plan.path, ownersOf(plan))?.state ?? null, plan.before)
  } catch {
    return false
  }
}

/** Users to whom folders above the file may belong. */
export function ownersOf(plan: UndoPlan): number[] {
  return [plan.after.uid, ...(plan.before ? [plan.before.uid] : [])]
}

/** Times differ after an undo; nothing else may. */
function isSame(a: FileState | null, b: FileState | null): boolean {
  if (a === null || b === null) return a === b
  return a.hash === b.hash && a.uid === b.uid && a.gid === b.gid && a.mode === b.mode
}

function keepCopy(files: RestoreFiles, copy: { stateDir: string; id: string; bytes: Uint8Array }): void {
  try {
    files.backupFile(`${copy.stateDir}/backups`, `${copy.id}.found`, copy.bytes)
  } catch {
    // a full disk must not keep the old file from coming back
  }
}
