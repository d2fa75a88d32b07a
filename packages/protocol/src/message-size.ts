import { MESSAGE_BYTES_MAX } from "./limits.ts"
import { Problem } from "./problem.ts"

/** Room for what is put around a message: its name and number, the seal, what the transport adds. */
const FRAME_BYTES = 512

/** Size in bytes of a message as the wire carries it. */
export function messageBytes(message: unknown): number {
  return Buffer.byteLength(JSON.stringify(message) ?? "") + FRAME_BYTES
}

/** True when the link would carry it. */
export function fitsLink(message: unknown): boolean {
  return messageBytes(message) <= MESSAGE_BYTES_MAX
}

/**
 * Called by every sender before it sends: one oversize message would break the connection for all behind it.
 * @throws Problem `too-large`, naming the message and the limit
 */
export function assertFitsLink(name: string, message: unknown): void {
  const bytes = messageBytes(message)
  if (bytes <= MESSAGE_BYTES_MAX) return
  throw new Problem("too-large", `${name} has ${bytes} bytes; the link carries at most ${MESSAGE_BYTES_MAX}.`)
}
