import { createHash, randomBytes } from "node:crypto"

/** Recognisable, so that secret scanners and people see at once what it is. */
const PREFIX = "sbe_"

export const ENROLMENT_TTL_MS = 15 * 60_000

/** A token of 256 random bits; only its hash is kept. */
export function makeEnrolmentToken(): string {
  return PREFIX + randomBytes(32).toString("base64url")
}

/** SHA-256 of the token, as the database holds it. */
export function hashEnrolmentToken(token: string): Buffer {
  return createHash("sha256").update(token).digest()
}
