import { lstat } from "node:fs/promises"
import type { Check } from "./check.ts"

/** Of a file that the host policy names. A link is not followed: its age says nothing of what it points to. */
export const fileAge: Check<"file-age"> = {
  expected: (spec) => `changed in the last ${words(spec.ageMaxMs)}`,
  run: async (spec, { clock }) => {
    const seen = await lstat(spec.path).catch(() => undefined)
    if (!seen?.isFile()) return { verdict: "fail", seen: "there is no such file" }
    const ageMs = Math.max(0, clock.now() - seen.mtimeMs)
    return { verdict: ageMs <= spec.ageMaxMs ? "pass" : "fail", seen: `${words(ageMs)} old` }
  },
}

function words(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return `${Math.round(ms / 3_600_000)} h`
}
