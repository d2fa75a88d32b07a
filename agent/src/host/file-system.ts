import * as nodeFileSystem from "node:fs"

/**
 * The calls by which files and the journal reach the disk. Synchronous, so that no other code of ours runs between a
 * look at a file and the act on it; injected, so that each of them can be made to fail where a disk would.
 */
export type FileSystem = Pick<
  typeof nodeFileSystem,
  | "openSync"
  | "closeSync"
  | "readSync"
  | "writeSync"
  | "fsyncSync"
  | "fdatasyncSync"
  | "fchownSync"
  | "fchmodSync"
  | "fstatSync"
  | "lstatSync"
  | "statfsSync"
  | "renameSync"
  | "unlinkSync"
  | "mkdirSync"
  | "readdirSync"
  | "readFileSync"
>

export const realFileSystem: FileSystem = nodeFileSystem

/** Writes all of it: one write may take less than it was given. */
export function writeFully(fs: FileSystem, target: { fd: number; at: number }, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) {
    const count = fs.writeSync(target.fd, bytes, written, bytes.length - written, target.at + written)
    if (count === 0) throw new Error("the file took no more bytes")
    written += count
  }
}

/** Reads an open file from its beginning, at most `bytesMax` and one byte more, so that a caller sees "too large". */
export function readFully(fs: FileSystem, fd: number, bytesMax: number): Buffer {
  const buffer = Buffer.alloc(bytesMax + 1)
  let length = 0
  while (length < buffer.length) {
    const count = fs.readSync(fd, buffer, length, buffer.length - length, length)
    if (count === 0) break
    length += count
  }
  return buffer.subarray(0, length)
}

/** The system's error code such as ENOENT; "" for an error that is none of the system's. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""
}

/** Makes a file name durable: without it, a power cut may take back a rename that was seen. */
export function syncDirectory(fs: FileSystem, path: string): void {
  const fd = fs.openSync(path, nodeFileSystem.constants.O_RDONLY | nodeFileSystem.constants.O_DIRECTORY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
