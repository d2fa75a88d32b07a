import { pause } from "../changes/settle-units.ts"
import type { Check } from "./check.ts"
import { linesSinceRestart } from "./journal-lines.ts"
import { compileLinePattern } from "./line-pattern.ts"

const LOOK_EVERY_MS = 1_000

export const journalLacks: Check<"journal-lacks"> = {
  expected: (spec) => `no matching line for ${spec.forMs / 1000} s`,
  run: async (spec, context) => {
    const matches = compileLinePattern(spec.pattern)
    const { clock, signal } = context
    // Outside a change the unit has run for a while: what it wrote until now is the answer.
    const end = clock.monotonic() + (context.cursor === undefined ? 0 : spec.forMs)
    for (;;) {
      // Before the look, so that the last look is one after the whole time.
      const isOver = clock.monotonic() >= end
      const { lines, matching, isAll } = await linesSinceRestart(spec.unit, matches, context)
      if (matching > 0) return { verdict: "fail", seen: `${matching} of ${lines} lines match` }
      if (signal.aborted) return { verdict: "unknown", seen: "not watched to the end" }
      if (!isAll) return { verdict: "unknown", seen: `none of ${lines} lines matches; there are more` }
      if (isOver) return { verdict: "pass", seen: `none of ${lines} lines matches` }
      await pause(Math.min(LOOK_EVERY_MS, Math.max(1, end - clock.monotonic())), signal)
    }
  },
}
