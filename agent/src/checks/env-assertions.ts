import type { Check } from "./check.ts"

export const envAssertions: Check<"env-assertions"> = {
  expected: () => "every assertion holds",
  run: async (_spec, { assertions }) => {
    if (!assertions) return { verdict: "unknown", seen: "no assertions were given" }
    const failed = assertions.filter((assertion) => !assertion.pass)
    if (failed.length > 0) return { verdict: "fail", seen: failed.map((assertion) => assertion.message).join("; ") }
    return { verdict: "pass", seen: `${assertions.length} hold` }
  },
}
