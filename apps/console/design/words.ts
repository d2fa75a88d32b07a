const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const STEPS: [number, string, number][] = [
  [MINUTE, "s", SECOND],
  [HOUR, "min", MINUTE],
  [2 * DAY, "h", HOUR],
  [60 * DAY, "d", DAY],
  [730 * DAY, "mo", 30.44 * DAY],
]

/** A span in one unit: "4 s", "14 min", "3 h", "8 mo". `ms` below zero counts as none. */
export const span = (ms: number): string => inOneUnit(ms, Math.floor)

/** The same of what is still ahead: a week that began a second ago is a week, not six days. */
export const spanAhead = (ms: number): string => inOneUnit(ms, Math.round)

function inOneUnit(ms: number, whole: (figure: number) => number): string {
  const size = Math.max(0, ms)
  const step = STEPS.find(([below]) => size < below)
  if (!step) return `${whole(size / (365.25 * DAY))} y`
  return `${whole(size / step[2])} ${step[1]}`
}

/** How long something took: "0.4 s", "12 s", "4 min 8 s", "1 h 2 min". */
export function took(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${Math.floor((ms % MINUTE) / SECOND)} s`
  return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} min`
}

const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"]

/** [figure, unit], such as ["4.1", "GiB"]. */
export function bytes(size: number): [string, string] {
  let rest = size
  let unit = 0
  while (rest >= 1000 && unit < BYTES.length - 1) {
    rest /= 1024
    unit += 1
  }
  return [unit === 0 || rest >= 100 ? String(Math.round(rest)) : rest.toFixed(1), BYTES[unit] ?? "B"]
}

/** "1 server", "3 servers". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`
}

const NAMES_MAX = 4

/** "dl-fra-1, dl-gra-1", and of many the first four and how many more. */
export function namesOf(names: string[]): string {
  if (names.length <= NAMES_MAX) return names.join(", ")
  return `${names.slice(0, NAMES_MAX).join(", ")} and ${(names.length - NAMES_MAX).toLocaleString("en")} more`
}

const two = (part: number) => String(part).padStart(2, "0")

/** 14:32:08 */
export function clockUtc(at: string | number): string {
  const date = new Date(at)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}

/** 2026-11-23 14:32:08 UTC */
export function exactUtc(at: string | number): string {
  return `${new Date(at).toISOString().slice(0, 10)} ${clockUtc(at)} UTC`
}

/** The same moment on the reader's own clock. */
export function exactLocal(at: string | number): string {
  const date = new Date(at)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`
}

/** "AK" of "Ana Kovač". */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/)
  return `${parts[0]?.[0] ?? ""}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : ""}`.toUpperCase()
}
