import { randomBytes } from "node:crypto"

/** A password that no file holds. */
export function generatedPassword(): string {
  return randomBytes(18).toString("base64url")
}
