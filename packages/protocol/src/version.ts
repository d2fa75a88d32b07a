/**
 * Within a protocol version only optional fields are added; a new meaning gets a new name and, if old agents would
 * misread it, a new version. Each side offers a range and the highest common one is spoken.
 */
export const PROTOCOL_VERSION = 1
export const PROTOCOL_VERSION_MIN = 1

/** Features are switched by capability, never by comparing versions. */
export const CAPABILITIES = [
  "change.env",
  "change.redis",
  "env.read",
  "units.list",
  "checks.run",
  "vitals",
  "redis.watch",
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** The highest version in both ranges; undefined when there is none. */
export function commonVersion(theirs: { min: number; max: number }): number | undefined {
  const version = Math.min(theirs.max, PROTOCOL_VERSION)
  return version >= Math.max(theirs.min, PROTOCOL_VERSION_MIN) ? version : undefined
}
