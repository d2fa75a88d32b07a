// Secrets at rest. Each value has a data key of its own, wrapped by the root key, which is kept outside the database: who holds a dump
// reads nothing, and who may write the table can neither move a value to another row nor put plain text in its place.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto"
import { Problem } from "@signalbox/protocol/problem"

export type Sealer = {
  /** `context` names the place of the value, such as `EnvVersion/<id>/text`; it must be the same to open it. */
  seal(plain: string | Uint8Array, context: string): Uint8Array<ArrayBuffer>
  /** @throws Problem `sealed-unreadable` for anything but an untouched value of this place, sealed under this root key */
  open(sealed: Uint8Array, context: string): Buffer
  /** A keyed hash: equal texts show as equal within one context, and nobody without the root key can confirm a guess. */
  mac(text: string, context: string): Buffer
}

/** Sealed value: version ‖ key id ‖ iv ‖ wrapped data key ‖ tag ‖ iv ‖ ciphertext ‖ tag. */
const VERSION = 1
const KEY_BYTES = 32
const KEY_ID_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES
const WRAPPED_BYTES = IV_BYTES + KEY_BYTES + TAG_BYTES
const CIPHER = "aes-256-gcm"

/** @throws RangeError when the root key is not 32 bytes long */
export function createSealer(rootKey: Uint8Array): Sealer {
  if (rootKey.length !== KEY_BYTES) throw new RangeError(`The root key must have ${KEY_BYTES} bytes.`)
  const wrapKey = derive(rootKey, "wrap", KEY_BYTES)
  const macKey = derive(rootKey, "mac", KEY_BYTES)
  const head = Buffer.concat([Buffer.of(VERSION), derive(rootKey, "key-id", KEY_ID_BYTES)])

  return {
    seal(plain, context) {
      const dataKey = randomBytes(KEY_BYTES)
      const aad = Buffer.concat([head, Buffer.from(context)])
      const wrapped = encrypt(wrapKey, dataKey, aad)
      const body = encrypt(dataKey, typeof plain === "string" ? Buffer.from(plain) : plain, aad)
      return new Uint8Array([...head, ...wrapped, ...body])
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed)
      if (bytes.length < HEAD_BYTES + WRAPPED_BYTES + IV_BYTES + TAG_BYTES) throw unreadable(context)
      if (!bytes.subarray(0, HEAD_BYTES).equals(head)) throw unreadable(context)
      const aad = Buffer.concat([head, Buffer.from(context)])
      try {
        const dataKey = decrypt(wrapKey, bytes.subarray(HEAD_BYTES, HEAD_BYTES + WRAPPED_BYTES), aad)
        return decrypt(dataKey, bytes.subarray(HEAD_BYTES + WRAPPED_BYTES), aad)
      } catch (cause) {
        throw unreadable(context, cause)
      }
    },
    mac(text, context) {
      // The length keeps a context and a text apart that together spell the same.
      return createHmac("sha256", macKey).update(`${context.length}:${context}`).update(text).digest()
    },
  }
}

function derive(rootKey: Uint8Array, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", rootKey, "", `signalbox-sealing-v${VERSION}/${purpose}`, bytes))
}

function encrypt(key: Uint8Array, plain: Uint8Array, aad: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad)
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, box: Buffer, aad: Uint8Array): Buffer {
  const decipher = createDecipheriv(CIPHER, key, box.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(aad).setAuthTag(box.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(box.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()])
}

function unreadable(context: string, cause?: unknown): Problem {
  return new Problem("sealed-unreadable", `The sealed value of ${context} could not be opened.`, { cause })
}
