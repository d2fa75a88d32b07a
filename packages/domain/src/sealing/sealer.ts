import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import { Problem } from "@signalbox/protocol/problem"

// A sealed value: version, the data key wrapped by the root key, the text under the data key. Each part is AES-256-GCM:
//   version(1) | nonce(12) wrapped key(32) tag(16) | nonce(12) text(n) tag(16)
// Version and context are authenticated, so a value cannot be moved to another row or column and still open.
const VERSION = 1
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES

export type Sealer = {
  /** @param context what the value is and where it lives, such as `control-key:identity` */
  seal(plain: Buffer | string, context: string): Buffer
  /** @throws Problem `sealed-unreadable` when the value is not one that was sealed with this key for this context */
  open(sealed: Uint8Array, context: string): Buffer
}

/**
 * Seals what must not be read from a dump of the database: a fresh data key for each value, wrapped by the root key.
 * @param rootKey 32 bytes, kept outside the database
 */
export function createSealer(rootKey: Buffer): Sealer {
  if (rootKey.length !== KEY_BYTES) throw new TypeError(`A root key has ${KEY_BYTES} bytes.`)
  return {
    seal(plain, context) {
      const dataKey = randomBytes(KEY_BYTES)
      const text = typeof plain === "string" ? Buffer.from(plain) : plain
      return Buffer.concat([
        Buffer.from([VERSION]),
        encrypt(rootKey, dataKey, authenticated("key", context)),
        encrypt(dataKey, text, authenticated("text", context)),
      ])
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed)
      try {
        if (bytes[0] !== VERSION) throw new TypeError("not a sealed value")
        const dataKey = decrypt(rootKey, bytes.subarray(1, 1 + WRAPPED_BYTES), authenticated("key", context))
        return decrypt(dataKey, bytes.subarray(1 + WRAPPED_BYTES), authenticated("text", context))
      } catch (cause) {
        throw new Problem("sealed-unreadable", undefined, { cause })
      }
    },
  }
}

function authenticated(part: "key" | "text", context: string): Buffer {
  return Buffer.from(`signalbox-sealed-v${VERSION}\0${part}\0${context}`)
}

function encrypt(key: Buffer, plain: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new TypeError("too short")
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES }).setAAD(aad)
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
}
