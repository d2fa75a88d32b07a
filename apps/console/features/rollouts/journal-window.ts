import type { CheckResult, JournalLine } from "@signalbox/protocol/check"

export type Says = "error" | "warning" | "plain"

/** In the words of most loggers; programs that print to standard error give no priority of their own. */
const TROUBLE = /\b(?:error|exception|traceback|fatal|critical|panic)\b/i
/** As languages name what they throw: ConnectionError, TimeoutException. */
const THROWN = /[a-z](?:Error|Exception)\b/

/** A program that says itself that a line is no trouble is believed: the names of its loggers may hold "error". */
const NO_TROUBLE = /^\W*(?:[\d:.,TZ/-]+\W+)*\b(?:debug|info|notice|trace)\b/i
const WARNING = /^\W*(?:[\d:.,TZ/-]+\W+)*\bwarn(?:ing)?\b/i

/** How a line is to be read: by its priority, or by its words where the program gave none. */
export function saysOf({ priority, text }: JournalLine): Says {
  if (priority <= 3) return "error"
  if (priority === 4) return "warning"
  if (NO_TROUBLE.test(text)) return "plain"
  if (WARNING.test(text)) return "warning"
  return TROUBLE.test(text) || THROWN.test(text) ? "error" : "plain"
}

/**
 * The line that shows the failure: one that a failed check was about, else the first sign of trouble of the unit that a failed check
 * names, else the first one of any.
 * @returns its index, or -1
 */
export function failingLine(lines: readonly JournalLine[], checks: readonly CheckResult[]): number {
  const failed = checks.filter((check) => check.verdict === "fail")
  const wanted = failed.filter((check) => check.kind === "journal-lacks").flatMap(patternOf)
  const matching = lines.findIndex((line) => wanted.some((pattern) => line.text.toLowerCase().includes(pattern)))
  if (matching >= 0) return matching
  const isOfFailed = ({ unit, text }: JournalLine) =>
    failed.some(({ title }) => title.startsWith(`${bare(unit)} `) || text.startsWith(`${title.split(" ")[0]}.service`))
  const ofFailed = firstTrouble(lines, isOfFailed)
  return ofFailed >= 0 ? ofFailed : firstTrouble(lines, () => true)
}

const bare = (unit: string) => unit.replace(/\.service$/, "")

function firstTrouble(lines: readonly JournalLine[], isMeant: (line: JournalLine) => boolean): number {
  const bad = lines.findIndex((line) => saysOf(line) === "error" && isMeant(line))
  return bad >= 0 ? bad : lines.findIndex((line) => saysOf(line) === "warning" && isMeant(line))
}

/** The text between the quotes or slashes of a title such as: ytd-worker does not log /TimeoutError/. */
function patternOf({ title }: CheckResult): string[] {
  const pattern = /[/“"](.+)[/”"]/.exec(title)?.[1]
  return pattern ? [pattern.toLowerCase()] : []
}

/** From and to (exclusive) of about `size` lines around `at`, most of them before it. */
export function windowAround(length: number, at: number, size: number): [from: number, to: number] {
  if (length <= size) return [0, length]
  const from = Math.max(0, Math.min(at < 0 ? 0 : at - Math.ceil(size * 0.6), length - size))
  return [from, from + size]
}
