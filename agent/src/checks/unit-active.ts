import { settleUnits } from "../changes/settle-units.ts"
import type { Check } from "./check.ts"

export const unitActive: Check<"unit-active"> = {
  expected: (spec) => `active running for ${spec.forMs / 1000} s, in one run`,
  run: async (spec, { supervisor, clock, signal }) => {
    const [result] = await settleUnits({
      supervisor,
      clock,
      units: [spec.unit],
      settleMs: spec.forMs,
      signal,
      startWithinMs: 0,
    })
    return { verdict: result?.verdict ?? "unknown", seen: result?.seen ?? "not seen" }
  },
}
