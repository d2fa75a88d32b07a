// Secrets that people and programs carry: 256 random bits behind a prefix that tells what it is. Only the hash is stored; it needs
// no salt, since nobody can guess such a number.
import { createHash, randomBytes } from "node:crypto"

export type SecretKind = "sbx_" | "sbl_" | "sbi_"

/** `sbx_` an API token, `sbl_` a first-admin link, `sbi_` an invitation. */
export function makeSecretCode(kind: SecretKind): string {
  return kind + randomBytes(32).toString("base64url")
}

/** SHA-256, as the database keeps it. */
export function hashSecretCode(code: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(code).digest())
}
