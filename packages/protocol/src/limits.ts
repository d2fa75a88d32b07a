/** Bounds that both sides know; a sender checks before it sends, since one oversize message breaks the link for all behind it. */
export const MESSAGE_BYTES_MAX = 256 * 1024
export const ENV_BYTES_MAX = 64 * 1024
export const EVIDENCE_LINES_MAX = 50
export const LINE_CHARS_MAX = 2_000
export const CONNECT_TIMEOUT_MS = 5_000
export const NONCE_TTL_MS = 10_000
export const REQUEST_TIMEOUT_MS = 10_000
/** From "prepared" to "verified" on the server; then the change is undone. */
export const APPLY_DEADLINE_MS = 120_000
/** How long a unit must stay up before it counts as up. */
export const SETTLE_MS_DEFAULT = 10_000
export const PING_INTERVAL_MS = 10_000
export const PING_TIMEOUT_MS = 8_000
export const VITALS_INTERVAL_MS = 15_000
