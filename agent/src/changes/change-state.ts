// What a change may become, and who has to do what when it is found in some state. Pure; the only place that knows.
//
//   received ─► prepared ─► written ─► restarted ─► verified ─► confirmed
//      │            └───────────┴──────────┴──► rolling-back ─► rolled-back | stuck
//      └─► refused | expired
import type { ChangeStep } from "@signalbox/protocol/change"

const NEXT: Record<ChangeStep, readonly ChangeStep[]> = {
  // Again: an agent that was killed before it touched anything begins once more.
  received: ["received", "prepared", "refused", "expired"],
  // Again: what could not be known before a package was installed is added to the plan.
  prepared: ["prepared", "written", "rolling-back"],
  written: ["restarted", "rolling-back"],
  restarted: ["verified", "rolling-back"],
  verified: ["confirmed"],
  // Again: whoever undoes may be killed too, and the next one takes over.
  "rolling-back": ["rolling-back", "rolled-back", "stuck"],
  confirmed: [],
  "rolled-back": [],
  stuck: [],
  refused: [],
  expired: [],
}

export function mayFollow(from: ChangeStep, to: ChangeStep): boolean {
  return NEXT[from].includes(to)
}

export function isEnd(step: ChangeStep): boolean {
  return NEXT[step].length === 0
}

/**
 * What is to be done about a change whose maker is gone: "begin" (nothing was touched), "undo" (it is not known to be
 * good), "finish" (it was seen to be good; only the record of it is missing), or "nothing".
 */
export function dutyOf(step: ChangeStep): "begin" | "undo" | "finish" | "nothing" {
  switch (step) {
    case "received":
      return "begin"
    case "prepared":
    case "written":
    case "restarted":
    case "rolling-back":
      return "undo"
    case "verified":
      return "finish"
    case "confirmed":
    case "rolled-back":
    case "stuck":
    case "refused":
    case "expired":
      return "nothing"
  }
}
