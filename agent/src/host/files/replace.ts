// Puts bytes in the place of a file: the old one or the new one is there at any moment, whole, and at no moment may
// anyone read it who may not read the result.
import { constants } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import { errorCode, type FileSystem, writeFully } from "../file-system.ts"
import { hashOf, markOf, readTarget } from "./target.ts"
import type { OpenFolder } from "./walk.ts"

export type Replacement = {
  bytes: Uint8Array
  uid: number
  gid: number
  mode: number
  /** Name of the temporary file, in the same folder: a rename does not cross file systems. */
  tempName: string
  /** `mark` of what is replaced; null when there must be nothing. */
  mark: string | null
}

/** Left free on the file system after the write: a disk that we fill to the brim stops its services. */
const RESERVE_BYTES = 64 * 1024

/** @throws Problem `no-space`, before anything is written */
export function checkSpace(fs: FileSystem, folder: OpenFolder, bytes: number): void {
  const free = fs.statfsSync(folder.at("."))
  if (free.bavail * free.bsize < 2 * bytes + RESERVE_BYTES) {
    throw new Problem("no-space", `The file system has ${free.bavail * free.bsize} bytes left.`)
  }
  // File systems that make inodes as needed report none in all.
  if (free.files > 0 && free.ffree < 4) throw new Problem("no-space", "The file system has no inodes left.")
}

/**
 * @throws Problem `drifted` when the file changed since `mark` was taken, `write-failed` otherwise; until the rename
 * the old file is untouched
 */
export function replaceFile(fs: FileSystem, folder: OpenFolder, replacement: Replacement): void {
  const { tempName, mark } = replacement
  const target = folder.at(folder.name)
  try {
    writeTemp(fs, folder, replacement)
    if (markOf(fs, target) !== mark) {
      throw new Problem("drifted", `${folder.name} changed on the server while it was being replaced.`)
    }
    // Between this look and the rename, microseconds remain in which an edit by hand would be lost: there is no
    // rename that compares. The edit's author owns the folder or is root.
    fs.renameSync(folder.at(tempName), target)
  } catch (error) {
    removeTemp(fs, folder, tempName)
    if (error instanceof Problem) throw error
    throw new Problem("write-failed", `${folder.name} could not be replaced (${errorCode(error) || "error"}).`, {
      cause: error,
    })
  }
  try {
    fs.fsyncSync(folder.fd)
  } catch (error) {
    throw new Problem("write-failed", `${folder.name} could not be made durable (${errorCode(error)}).`, {
      cause: error,
    })
  }
  checkWritten(fs, folder, replacement)
}

/** Removes a temporary file that we made; nothing else, whatever it is called. */
export function removeTemp(fs: FileSystem, folder: OpenFolder, tempName: string): void {
  try {
    if (fs.lstatSync(folder.at(tempName)).isFile()) fs.unlinkSync(folder.at(tempName))
  } catch {
    // it is not there, or the file system no longer lets itself be written: both are told by what comes next
  }
}

function writeTemp(fs: FileSystem, folder: OpenFolder, { bytes, uid, gid, mode, tempName }: Replacement): void {
  // Its name holds the command's id, so one that is there was left by a killed try of this very command.
  removeTemp(fs, folder, tempName)
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const fd = fs.openSync(folder.at(tempName), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    writeFully(fs, { fd, at: 0 }, bytes)
    // The owner first: chown clears bits, and until the mode is set the file is for its owner alone.
    fs.fchownSync(fd, uid, gid)
    fs.fchmodSync(fd, mode)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** What counts is what is on disk now, not what the calls returned. */
function checkWritten(fs: FileSystem, folder: OpenFolder, { bytes, uid, gid, mode }: Replacement): void {
  const now = readTarget(fs, folder)?.state
  if (now?.hash === hashOf(bytes) && now.uid === uid && now.gid === gid && now.mode === mode) return
  throw new Problem("write-failed", `${folder.name} does not read back as it was written.`)
}
