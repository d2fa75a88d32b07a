import { createPublicKey, type KeyObject } from "node:crypto"

/** An agent's Ed25519 public key from base64 DER (SPKI); undefined for anything else. */
export function readAgentKey(base64: string): KeyObject | undefined {
  return readAgentKeyDer(Buffer.from(base64, "base64"))
}

/** The same from the bytes that the database holds. */
export function readAgentKeyDer(der: Uint8Array): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" })
    return key.asymmetricKeyType === "ed25519" ? key : undefined
  } catch {
    return undefined
  }
}
