// One record of the journal: [length u32][CRC-32C u32][SHA-256 of the frame before, 32 bytes][JSON].
// The checksum tells a write that a crash cut short from one that ended; the hash makes the frames a chain, so that
// leaving one out or changing one is seen.
import { createHash } from "node:crypto"

export const FRAME_HEAD_BYTES = 40
export const NO_HASH = Buffer.alloc(32)
/** Larger ones do not occur; a length beyond it is not one. */
const JSON_BYTES_MAX = 512 * 1024

export type Frame = { value: unknown; hash: Buffer; bytes: number }

export function encodeFrame(value: unknown, previous: Buffer): { frame: Buffer; hash: Buffer } {
  const json = Buffer.from(JSON.stringify(value), "utf8")
  const frame = Buffer.alloc(FRAME_HEAD_BYTES + json.length)
  frame.writeUInt32BE(json.length, 0)
  previous.copy(frame, 8)
  json.copy(frame, FRAME_HEAD_BYTES)
  frame.writeUInt32BE(crc32c(frame.subarray(8)), 4)
  return { frame, hash: hashOfFrame(frame) }
}

/** The frame at the buffer's beginning; undefined when none ends there whole. `previous` undefined takes any predecessor. */
export function decodeFrame(buffer: Buffer, previous: Buffer | undefined): Frame | undefined {
  if (buffer.length < FRAME_HEAD_BYTES) return undefined
  const length = buffer.readUInt32BE(0)
  if (length === 0 || length > JSON_BYTES_MAX || buffer.length < FRAME_HEAD_BYTES + length) return undefined
  const frame = buffer.subarray(0, FRAME_HEAD_BYTES + length)
  if (crc32c(frame.subarray(8)) !== frame.readUInt32BE(4)) return undefined
  if (previous && !previous.equals(frame.subarray(8, FRAME_HEAD_BYTES))) return undefined
  const value: unknown = JSON.parse(frame.subarray(FRAME_HEAD_BYTES).toString("utf8"))
  return { value, hash: hashOfFrame(frame), bytes: frame.length }
}

function hashOfFrame(frame: Buffer): Buffer {
  return createHash("sha256").update(frame).digest()
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value >>> 0
})

/** CRC-32C (Castagnoli): zlib's crc32 is the other polynomial. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return (crc ^ 0xffffffff) >>> 0
}
