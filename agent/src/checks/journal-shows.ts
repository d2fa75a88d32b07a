import type { Check } from "./check.ts"
import { linesSinceRestart } from "./journal-lines.ts"
import { compileLinePattern } from "./line-pattern.ts"
import { tryUntil } from "./try-until.ts"

export const journalShows: Check<"journal-shows"> = {
  expected: (spec) => `a matching line within ${spec.withinMs / 1000} s of the restart`,
  run: async (spec, context) => {
    const matches = compileLinePattern(spec.pattern)
    return tryUntil({ clock: context.clock, withinMs: spec.withinMs, signal: context.signal }, async () => {
      const { lines, matching, isAll } = await linesSinceRestart(spec.unit, matches, context)
      // The line itself stays here: it may hold what must not leave the server.
      if (matching > 0) return { verdict: "pass", seen: "a line matches" }
      const seen = `none of ${lines} lines matches`
      return isAll ? { verdict: "fail", seen } : { verdict: "unknown", seen: `${seen}; there are more` }
    })
  },
}
