/** Agents look every 15 s: what is older than this nobody can say is still so. Milliseconds. */
export const LOOK_HOLDS_MS = 60_000

/** How long minutes are kept, and how long an instance is listed that nobody looks at any more. Milliseconds. */
export const MINUTES_KEPT_MS = 14 * 86_400_000

/** Looks from this moment on still hold. */
export function holdsSince(now: Date): Date {
  return new Date(now.getTime() - LOOK_HOLDS_MS)
}
