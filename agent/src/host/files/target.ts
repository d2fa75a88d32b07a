import { createHash } from "node:crypto"
import { constants, type Stats } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import { errorCode, type FileSystem, readFully } from "../file-system.ts"
import type { OpenFolder } from "./walk.ts"

/** A file as it is: what a change replaces, and what an undo brings back. Never holds the content. */
export type FileState = { hash: string; uid: number; gid: number; mode: number; size: number; mtimeMs: number }

export type OpenedTarget = {
  state: FileState
  bytes: Buffer
  /** Changes when anything about the file does: compared right before it is replaced. */
  mark: string
}

/** No env file is larger; what is, is not one. */
const BYTES_MAX = 1024 * 1024

/**
 * Reads a file in an opened folder, if it is one that is safe to replace: regular, with one name, and no mount point.
 * null when there is none.
 * @throws Problem `unsafe-file`
 */
export function readTarget(fs: FileSystem, folder: OpenFolder, name = folder.name): OpenedTarget | null {
  const path = folder.at(name)
  const seen = lookAt(fs, path)
  if (seen === null) return null
  if (!seen.isFile()) throw new Problem("unsafe-file", `${name} is not a regular file.`)
  // Non-blocking, for it may have become a pipe since; opening that must not hang.
  const fd = fs.openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const opened = fs.fstatSync(fd)
    if (!opened.isFile()) throw new Problem("unsafe-file", `${name} is not a regular file.`)
    if (opened.nlink !== 1) throw new Problem("unsafe-file", `${name} has more than one name (a hard link).`)
    if (mountOf(fs, fd) !== mountOf(fs, folder.fd)) throw new Problem("unsafe-file", `${name} is a mount point.`)
    const bytes = readFully(fs, fd, BYTES_MAX)
    if (bytes.length > BYTES_MAX) throw new Problem("unsafe-file", `${name} is larger than any env file.`)
    return { state: stateOf(opened, bytes), bytes, mark: markOf(fs, path) ?? "" }
  } finally {
    fs.closeSync(fd)
  }
}

/** What identifies the file's present content and attributes; null when there is none. Nanoseconds, since edits are quick. */
export function markOf(fs: FileSystem, path: string): string | null {
  try {
    const seen = fs.lstatSync(path, { bigint: true })
    return `${seen.dev}:${seen.ino}:${seen.ctimeNs}:${seen.mtimeNs}:${seen.size}`
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null
    throw error
  }
}

export function hashOf(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex")
}

function lookAt(fs: FileSystem, path: string): Stats | null {
  try {
    return fs.lstatSync(path)
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null
    throw error
  }
}

function stateOf(seen: Stats, bytes: Buffer): FileState {
  const { uid, gid, size, mtimeMs } = seen
  return { hash: hashOf(bytes), uid, gid, mode: seen.mode & 0o7777, size, mtimeMs }
}

/** The kernel's number of the mount an open file is on: a bind mount of the same file system differs in nothing else. */
function mountOf(fs: FileSystem, fd: number): string {
  return /^mnt_id:\s*(\d+)$/m.exec(fs.readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1] ?? ""
}
