import type { KeyPatternCount, KeyspaceSample } from "@signalbox/protocol/redis"

type PatternMemory = KeyPatternCount & {
  /** Of all keys of this pattern that were seen; null when none was measured. */
  totalBytes: number | null
  /** Of what all patterns take, 0 to 1. */
  share: number
}

/** What each pattern takes, most first; those that were not measured by their number, after them. */
export function memoryByPattern({ patterns }: Pick<KeyspaceSample, "patterns">): PatternMemory[] {
  const sized = patterns.map((one) => ({
    ...one,
    totalBytes: one.meanBytes === null ? null : one.meanBytes * one.keys,
  }))
  const all = sized.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0)
  return sized
    .map((one) => ({ ...one, share: all === 0 ? 0 : (one.totalBytes ?? 0) / all }))
    .sort((a, b) => (b.totalBytes ?? -1) - (a.totalBytes ?? -1) || b.keys - a.keys)
}

/** How much of a database stands behind the figures: never a sample that passes for the whole. */
export function seenWords({ keys, seen, isComplete }: Pick<KeyspaceSample, "keys" | "seen" | "isComplete">): string {
  if (isComplete) return `All ${seen.toLocaleString("en")} keys were seen.`
  const share = keys === 0 ? 0 : Math.min(100, Math.max(1, Math.round((seen / keys) * 100)))
  return `${seen.toLocaleString("en")} of ${keys.toLocaleString("en")} keys were seen, ${share} %: a sample.`
}
