/** As far from the epoch as a date can be, in milliseconds. */
const DATE_MS_MAX = 8_640_000_000_000_000

/** A time that an agent told, which may be any number, as ISO; what no date can hold is as near to it as one can. */
export function isoOf(milliseconds: number): string {
  return new Date(Math.min(DATE_MS_MAX, Math.max(-DATE_MS_MAX, milliseconds))).toISOString()
}
