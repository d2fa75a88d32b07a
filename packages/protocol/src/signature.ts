import { createHash, createPublicKey, verify } from "node:crypto"

/** Whether an Ed25519 key (DER, SPKI) signed this text; false for any other kind of key, and for what is no key at all. */
export function isSignedBy(publicKey: Uint8Array, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" })
    return key.asymmetricKeyType === "ed25519" && verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"))
  } catch {
    return false
  }
}

/** SHA-256 (hex) of a public key in DER (SPKI). */
export function keyFingerprint(publicKey: Uint8Array): string {
  return createHash("sha256").update(publicKey).digest("hex")
}
