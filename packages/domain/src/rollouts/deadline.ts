import type { CheckSpec } from "@signalbox/protocol/check"
import { APPLY_DEADLINE_MS } from "@signalbox/protocol/limits"

const DEADLINE_MS_MAX = 600_000
/** For writing, restarting and reading back, beside the waits that were asked for. */
const OVERHEAD_MS = 30_000

/** How long a server may take from "prepared" to "verified", in milliseconds: no wait that was asked for may make it miss its deadline. */
export function applyDeadlineMs({
  units,
  checks,
  settleMs,
}: {
  units: string[]
  checks: CheckSpec[]
  settleMs: number
}) {
  const waitsMs = checks.reduce((sum, check) => sum + checkWaitMs(check), units.length * settleMs)
  return Math.min(DEADLINE_MS_MAX, Math.max(APPLY_DEADLINE_MS, OVERHEAD_MS + waitsMs))
}

function checkWaitMs(check: CheckSpec): number {
  if ("forMs" in check) return check.forMs
  return "withinMs" in check ? check.withinMs : 0
}
