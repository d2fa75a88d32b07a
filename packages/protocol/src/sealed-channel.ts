// What two sides say to each other after they agreed on keys: no one in between can read it, change it, leave a part of it out, or
// say it again, here or on another connection.
import { createCipheriv, createDecipheriv } from "node:crypto"
import { Problem } from "./problem.ts"

const CIPHER = "aes-256-gcm"
const NONCE_BYTES = 12
const TAG_BYTES = 16

export type SealedChannel = {
  /** The next frame to send. Frames must be sent in the order in which they were sealed. */
  seal(text: string): Buffer
  /**
   * The text of the next frame that came in; after one that does not open nothing opens any more.
   * @throws Problem `link-altered` for anything but the very next frame of the other side
   */
  open(frame: unknown): string
}

/**
 * A channel over 32-byte keys, one for each direction and both used nowhere else. A frame carries no number: each side counts, and
 * the count is the nonce, so a frame that is not exactly the next one fails as one that was changed does.
 */
export function createSealedChannel(keys: { sending: Uint8Array; receiving: Uint8Array }): SealedChannel {
  let sent = 0
  let received = 0
  let isBroken = false

  return {
    seal(text) {
      const cipher = createCipheriv(CIPHER, keys.sending, nonce(sent), { authTagLength: TAG_BYTES })
      sent += 1
      return Buffer.concat([cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()])
    },
    open(frame) {
      if (isBroken || !(frame instanceof Uint8Array) || frame.length < TAG_BYTES) {
        isBroken = true
        throw new Problem("link-altered")
      }
      try {
        const decipher = createDecipheriv(CIPHER, keys.receiving, nonce(received), { authTagLength: TAG_BYTES })
        decipher.setAuthTag(frame.subarray(-TAG_BYTES))
        const text = Buffer.concat([decipher.update(frame.subarray(0, -TAG_BYTES)), decipher.final()])
        received += 1
        return text.toString("utf8")
      } catch (cause) {
        isBroken = true
        throw new Problem("link-altered", undefined, { cause })
      }
    },
  }
}

function nonce(count: number): Buffer {
  const bytes = Buffer.alloc(NONCE_BYTES)
  bytes.writeBigUInt64BE(BigInt(count), NONCE_BYTES - 8)
  return bytes
}
