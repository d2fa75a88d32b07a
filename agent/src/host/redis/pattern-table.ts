import type { KeyPatternCount } from "@signalbox/protocol/redis"
import { keyPatternOf } from "./key-pattern.ts"

/** So many different words at one place are names of things and not kinds of keys: they become one `*`. */
const SIBLINGS_MAX = 24
const PATTERNS_HELD_MAX = 2_000
/** Parts of a pattern that are told apart; the rest of it is one. */
const LEVELS_MAX = 8
const PATTERNS_TOLD_MAX = 200
/** Keys of one pattern whose memory is asked for. */
const SAMPLES_MAX = 12

const OTHER = "(other)"

type Entry = { keys: number; samples: Buffer[]; bytes: number; sampled: number }

/** Keys counted by pattern, whatever the keys: its size is bounded. */
export class PatternTable {
  #entries = new Map<string, Entry>()
  #isFull = false
  readonly #collapsed = new Set<string>()

  /** @param random from 0 to 1, so that a test can choose */
  add(key: Buffer, random: () => number = Math.random): void {
    const entry = this.#entryOf(this.#roomFor(this.#generalised(keyPatternOf(key))))
    entry.keys += 1
    // Each key of the pattern is as likely as any other to be among the samples.
    if (entry.samples.length < SAMPLES_MAX) entry.samples.push(key)
    else {
      const place = Math.floor(random() * entry.keys)
      if (place < SAMPLES_MAX) entry.samples[place] = key
    }
  }

  /** Keys to ask the memory of, with their pattern; those of the most frequent patterns first. */
  samples(max: number): { pattern: string; key: Buffer }[] {
    this.#collapse()
    const frequent = [...this.#entries].sort(([, a], [, b]) => b.keys - a.keys).slice(0, PATTERNS_TOLD_MAX)
    const rounds = Array.from({ length: SAMPLES_MAX }, (_, round) => round)
    const all = rounds.flatMap((round) =>
      frequent.flatMap(([pattern, { samples }]) => (samples[round] ? [{ pattern, key: samples[round] }] : [])),
    )
    return all.slice(0, max)
  }

  addMemory(pattern: string, bytes: number): void {
    const entry = this.#entryOf(pattern)
    entry.bytes += bytes
    entry.sampled += 1
  }

  /** The most frequent, and the rest of the keys under `(other)`. */
  counts(): KeyPatternCount[] {
    this.#collapse()
    const all = [...this.#entries].sort(([, a], [, b]) => b.keys - a.keys)
    const named = all.filter(([pattern]) => pattern !== OTHER)
    const told = named.slice(0, PATTERNS_TOLD_MAX - 1).map(([pattern, entry]) => ({
      pattern,
      keys: entry.keys,
      meanBytes: entry.sampled > 0 ? Math.round(entry.bytes / entry.sampled) : null,
      sampled: entry.sampled,
    }))
    const sum = (counted: readonly { keys: number }[]) => counted.reduce((total, { keys }) => total + keys, 0)
    const rest = sum([...this.#entries.values()]) - sum(told)
    return rest > 0 ? [...told, { pattern: OTHER, keys: rest, meanBytes: null, sampled: 0 }] : told
  }

  /** The pattern to count a key under: when there is no room for a new one even after names became stars, `(other)`. */
  #roomFor(pattern: string): string {
    if (this.#entries.has(pattern) || this.#entries.size < PATTERNS_HELD_MAX) return pattern
    if (this.#isFull) return OTHER
    this.#collapse()
    this.#isFull = this.#entries.size > PATTERNS_HELD_MAX * 0.75
    return this.#generalised(pattern)
  }

  #entryOf(pattern: string): Entry {
    const known = this.#entries.get(pattern)
    if (known) return known
    const entry: Entry = { keys: 0, samples: [], bytes: 0, sampled: 0 }
    this.#entries.set(pattern, entry)
    return entry
  }

  /** The pattern with a `*` in every place that has been found to hold names. */
  #generalised(pattern: string): string {
    let head = ""
    for (const [part, separator] of partsOf(pattern)) head += `${this.#collapsed.has(head) ? "*" : part}${separator}`
    return head
  }

  /** Level by level from the left, so that what is right of a name is counted together. */
  #collapse(): void {
    for (let level = 0; level < LEVELS_MAX; level += 1) {
      const siblings = new Map<string, Set<string>>()
      for (const pattern of this.#entries.keys()) {
        const parts = partsOf(pattern)
        const own = parts[level]
        if (!own) continue
        const head = parts.slice(0, level).flat().join("")
        const known = siblings.get(head)
        if (known) known.add(own[0])
        else siblings.set(head, new Set([own[0]]))
      }
      const crowded = [...siblings].filter(([head, parts]) => parts.size > SIBLINGS_MAX && !this.#collapsed.has(head))
      for (const [head] of crowded) this.#collapsed.add(head)
      if (crowded.length > 0) this.#mergeEqual()
    }
  }

  #mergeEqual(): void {
    const old = this.#entries
    this.#entries = new Map()
    for (const [pattern, from] of old) {
      const into = this.#entryOf(this.#generalised(pattern))
      into.keys += from.keys
      into.bytes += from.bytes
      into.sampled += from.sampled
      into.samples = [...into.samples, ...from.samples].slice(0, SAMPLES_MAX)
    }
  }
}

/** [part, separator after it], in order; joined they are the pattern. */
function partsOf(pattern: string): [string, string][] {
  const parts = [...pattern.matchAll(/([^:/|]*)([:/|]*)/g)].filter(([all]) => all !== "")
  const rest = parts.slice(LEVELS_MAX - 1).map(([all]) => all)
  const head = parts
    .slice(0, LEVELS_MAX - 1)
    .map(([, part = "", separator = ""]): [string, string] => [part, separator])
  return rest.length > 0 ? [...head, [rest.join(""), ""]] : head
}
