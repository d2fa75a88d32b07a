import { hideCutSecret } from "@signalbox/env-file/secrets-in"

/** Shorter ones would hide half of what a program says, and hide nothing that a guess would not find. */
const SECRET_CHARS_MIN = 8
const MASK = "••••••••"
/** Passwords inside URLs, whether or not they are a known value. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@]{0,200}:)[^\s/@]{1,500}(@)/gi

/**
 * A program's line without the secrets of its env file: programs print what they cannot connect with. A line that was too long for us
 * ends anywhere, also within a secret.
 */
export function maskLine(text: string, secrets: readonly string[]): string {
  let masked = text
  for (const secret of secrets) if (secret.length >= SECRET_CHARS_MIN) masked = masked.replaceAll(secret, MASK)
  masked = hideCutSecret(masked, secrets, { mask: MASK, charsMin: SECRET_CHARS_MIN })
  return masked.replace(URL_PASSWORD, `$1${MASK}$2`)
}
