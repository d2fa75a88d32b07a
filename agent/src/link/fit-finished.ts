import type { ChangeFinished } from "@signalbox/protocol/change"
import { fitsLink } from "@signalbox/protocol/message-size"

/**
 * A result must arrive: one that is too large for the link loses evidence rather than itself. Oldest journal lines go first, since
 * what made a change fail stands at the end; then what the checks saw.
 */
export function fitFinished(finished: ChangeFinished): ChangeFinished {
  let fitted = finished
  while (!fitsLink(fitted) && fitted.journal.length > 0) {
    fitted = { ...fitted, journal: fitted.journal.slice(Math.ceil(fitted.journal.length / 4)) }
  }
  if (fitsLink(fitted)) return fitted
  const brief = (checks: ChangeFinished["checks"]) =>
    checks.map((check) => ({ ...check, expected: check.expected.slice(0, 100), seen: check.seen.slice(0, 100) }))
  fitted = { ...fitted, checks: brief(fitted.checks), rollbackChecks: brief(fitted.rollbackChecks) }
  return fitsLink(fitted) ? fitted : { ...fitted, checks: [], rollbackChecks: [] }
}
