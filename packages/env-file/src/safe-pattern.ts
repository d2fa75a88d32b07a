import type { PatternNode } from "./pattern-syntax.ts"
import { isWordChar, PatternError, parsePattern } from "./pattern-syntax.ts"

// Patterns come from users and are tried on values while somebody types. JavaScript's own engine backtracks: a short
// pattern such as `(a+)+$` keeps it busy for hours. This one follows all possibilities at once, character by
// character, so its work is bounded by the pattern's steps times the value's length: with the limits below, a few
// million steps at the very most.

/** Longest pattern, in characters. */
export const PATTERN_CHARS_MAX = 200
/** Longest value that a pattern is tried on, in characters. */
export const PATTERN_VALUE_CHARS_MAX = 4096
/** Most steps into which a pattern may unfold, for `(a{99}){99}` is short too. */
const STEPS_MAX = 1000

export type CompiledPattern =
  /** `matches` gives undefined for a value that is too long. */
  { ok: true; matches: (value: string) => boolean | undefined } | { ok: false; reason: string }

type Step =
  | { op: "one"; test: (char: string) => boolean; next: number }
  | { op: "fork"; next: number; other: number }
  | { op: "at"; place: "start" | "end" | "word-edge" | "no-word-edge"; next: number }
  | { op: "found" }

/** Compiles a pattern that, like `RegExp.test`, may match anywhere unless it is anchored. Never throws. */
export function compilePattern(pattern: string): CompiledPattern {
  if (pattern.length > PATTERN_CHARS_MAX) {
    return { ok: false, reason: `the pattern has more than ${PATTERN_CHARS_MAX} characters` }
  }
  try {
    const steps: Step[] = [{ op: "found" }]
    const first = unfold(steps, parsePattern(pattern), 0)
    return { ok: true, matches: (value) => run(steps, first, value) }
  } catch (error) {
    if (error instanceof PatternError) return { ok: false, reason: `the pattern ${error.message}` }
    throw error
  }
}

/** Writes the node's steps so that they lead on to `next`; gives the first of them. */
function unfold(steps: Step[], node: PatternNode, next: number): number {
  switch (node.type) {
    case "one":
      return add(steps, { op: "one", test: node.test, next })
    case "at":
      return add(steps, { op: "at", place: node.place, next })
    case "sequence":
      return node.parts.reduceRight((after, part) => unfold(steps, part, after), next)
    case "choice":
      return node.options
        .map((option) => unfold(steps, option, next))
        .reduceRight((other, first) => add(steps, { op: "fork", next: first, other }))
    case "repeat":
      return unfoldRepeat(steps, node, next)
  }
}

function unfoldRepeat(steps: Step[], { node, min, max }: PatternNode & { type: "repeat" }, next: number): number {
  let first = next
  if (max === Number.POSITIVE_INFINITY) {
    const loop: Step = { op: "fork", next: 0, other: next }
    first = add(steps, loop)
    loop.next = unfold(steps, node, first)
  } else {
    for (let time = min; time < max; time++) {
      first = add(steps, { op: "fork", next: unfold(steps, node, first), other: next })
    }
  }
  for (let time = 0; time < min; time++) first = unfold(steps, node, first)
  return first
}

function add(steps: Step[], step: Step): number {
  if (steps.length >= STEPS_MAX) throw new PatternError("unfolds into too many steps")
  return steps.push(step) - 1
}

function run(steps: Step[], first: number, value: string): boolean | undefined {
  if (value.length > PATTERN_VALUE_CHARS_MAX) return undefined
  const chars = [...value]
  let reached = new Set<number>()
  for (let at = 0; at <= chars.length; at++) {
    const now = new Set<number>()
    for (const step of [...reached, first]) follow(steps, step, { chars, at, now })
    if (now.has(0)) return true
    reached = new Set()
    for (const index of now) {
      const step = steps[index]
      if (step?.op === "one" && at < chars.length && step.test(chars[at] as string)) reached.add(step.next)
    }
  }
  return false
}

interface Here {
  chars: string[]
  at: number
  /** Steps that are reached here; step 0 is the end of the pattern. */
  now: Set<number>
}

/** Adds every step that is reached from this one without taking a character. */
function follow(steps: Step[], from: number, here: Here): void {
  const open = [from]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (here.now.has(index)) continue
    here.now.add(index)
    const step = steps[index]
    if (step?.op === "fork") open.push(step.other, step.next)
    if (step?.op === "at" && holds(step.place, here)) open.push(step.next)
  }
}

function holds(place: "start" | "end" | "word-edge" | "no-word-edge", { chars, at }: Here): boolean {
  if (place === "start") return at === 0
  if (place === "end") return at === chars.length
  const isEdge = isWordChar(chars[at - 1] ?? "") !== isWordChar(chars[at] ?? "")
  return isEdge === (place === "word-edge")
}
