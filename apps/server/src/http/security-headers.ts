import { randomBytes } from "node:crypto"
import type { ServerResponse } from "node:http"

/** What holds for every answer of the port. */
export function setSecurityHeaders(res: ServerResponse, isHttps: boolean): void {
  res.setHeader("x-content-type-options", "nosniff")
  res.setHeader("referrer-policy", "no-referrer")
  res.setHeader("x-frame-options", "DENY")
  res.setHeader("cross-origin-opener-policy", "same-origin")
  res.setHeader("cross-origin-resource-policy", "same-origin")
  res.setHeader("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
  res.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
  if (isHttps) res.setHeader("strict-transport-security", "max-age=31536000")
}

/** For pages: only scripts and styles that are ours or carry this answer's nonce. Style attributes are how the components lay out. */
export function pagePolicy(): { nonce: string; policy: string } {
  const nonce = randomBytes(18).toString("base64")
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ")
  return { nonce, policy }
}
