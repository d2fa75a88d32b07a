// The write-ahead journal: an append-only file of frames that is written full of zeros when it is made. Appending then
// takes no new disk block (on file systems that overwrite in place, as ext4 and xfs do), so that an undo can be
// recorded on a full disk, and one fdatasync makes it durable.
import { constants } from "node:fs"
import { Problem } from "@signalbox/protocol/problem"
import { type FileSystem, syncDirectory, writeFully } from "../host/file-system.ts"
import { decodeFrame, encodeFrame, FRAME_HEAD_BYTES, NO_HASH } from "./frame.ts"

export const JOURNAL_BYTES = 1024 * 1024

export type Journal = {
  /** Durable when it returns. @throws Problem `agent-state-full` */
  append(value: unknown): void
  /** Replaces all that was written by one value, in one step. The chain of hashes goes on. */
  compact(value: unknown): void
  /** Hash of the newest frame (hex); null when there is none. */
  head(): string | null
  bytesFree(): number
  close(): void
}

export type OpenedJournal = { journal: Journal; values: unknown[] }

/**
 * Opens or makes the journal. What a crash left of a last frame is cut off. The caller holds the lock.
 * @throws Problem `agent-state-damaged` when it was altered, `agent-state-full` when there is no room to make it
 */
export function openJournal(path: string, fs: FileSystem): OpenedJournal {
  let fd = openOrCreate(path, fs)
  const content = readAll(fs, fd)
  const { values, end, hash } = readFrames(content)
  checkTail(content, end, path)
  cutTail(fs, fd, { content, end })
  let at = end
  let head = hash
  const journal: Journal = {
    append(value) {
      const next = encodeFrame(value, head)
      if (at + next.frame.length > JOURNAL_BYTES) throw new Problem("agent-state-full")
      writeFully(fs, { fd, at }, next.frame)
      fs.fdatasyncSync(fd)
      at += next.frame.length
      head = next.hash
    },
    compact(value) {
      const next = encodeFrame(value, head)
      const fresh = createFile(path, fs, next.frame)
      fs.closeSync(fd)
      fd = fresh
      at = next.frame.length
      head = next.hash
    },
    head: () => (head.equals(NO_HASH) ? null : head.toString("hex")),
    bytesFree: () => JOURNAL_BYTES - at,
    close: () => fs.closeSync(fd),
  }
  return { journal, values }
}

/** What the journal says now, without the lock: for a look at another's progress. Empty when there is none. */
export function readJournal(path: string, fs: FileSystem): unknown[] {
  let fd: number
  try {
    fd = fs.openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  } catch {
    return []
  }
  try {
    return readFrames(readAll(fs, fd)).values
  } finally {
    fs.closeSync(fd)
  }
}

function openOrCreate(path: string, fs: FileSystem): number {
  try {
    return fs.openSync(path, constants.O_RDWR | constants.O_NOFOLLOW)
  } catch {
    return createFile(path, fs, Buffer.alloc(0))
  }
}

/** The file appears whole or not at all: written under another name, then renamed. */
function createFile(path: string, fs: FileSystem, beginning: Buffer): number {
  const temp = `${path}.new`
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW
  let fd: number | undefined
  try {
    fd = fs.openSync(temp, flags, 0o600)
    writeFully(fs, { fd, at: 0 }, Buffer.concat([beginning, Buffer.alloc(JOURNAL_BYTES - beginning.length)]))
    fs.fsyncSync(fd)
    fs.renameSync(temp, path)
    syncDirectory(fs, path.slice(0, path.lastIndexOf("/")))
    return fd
  } catch (error) {
    if (fd !== undefined) fs.closeSync(fd)
    try {
      fs.unlinkSync(temp)
    } catch {
      // it was never made
    }
    throw new Problem("agent-state-full", undefined, { cause: error })
  }
}

function readAll(fs: FileSystem, fd: number): Buffer {
  const buffer = Buffer.alloc(JOURNAL_BYTES)
  let length = 0
  while (length < buffer.length) {
    const count = fs.readSync(fd, buffer, length, buffer.length - length, length)
    if (count === 0) break
    length += count
  }
  return buffer
}

function readFrames(content: Buffer): { values: unknown[]; end: number; hash: Buffer } {
  const values: unknown[] = []
  let end = 0
  // The first frame after a compaction follows one that is gone; from there on each names the one before.
  let hash: Buffer | undefined
  for (;;) {
    const frame = decodeFrame(content.subarray(end), hash)
    if (!frame) break
    values.push(frame.value)
    end += frame.bytes
    hash = frame.hash
  }
  return { values, end, hash: hash ?? NO_HASH }
}

/**
 * A crash can only cut the last frame. Where a whole frame stands behind a bad one, somebody or the disk altered the
 * journal: going on would forget changes and accept replays.
 */
function checkTail(content: Buffer, end: number, path: string): void {
  const last = content.length - FRAME_HEAD_BYTES
  for (let at = end + 1; at < last; at++) {
    // A frame's JSON begins with a brace; everywhere else the costlier look is spared.
    if (content[at + FRAME_HEAD_BYTES] !== 0x7b) continue
    if (!decodeFrame(content.subarray(at), undefined)) continue
    throw new Problem("agent-state-damaged", `The journal ${path} is damaged at byte ${end}.`)
  }
}

function cutTail(fs: FileSystem, fd: number, { content, end }: { content: Buffer; end: number }): void {
  const tail = content.subarray(end)
  if (tail.every((byte) => byte === 0)) return
  writeFully(fs, { fd, at: end }, Buffer.alloc(tail.length))
  fs.fsyncSync(fd)
}
