import type { CheckResult, CheckSpec } from "@signalbox/protocol/check"
import { checkTitle } from "@signalbox/protocol/check-title"
import { problemView } from "@signalbox/protocol/problem"
import type { Check, CheckContext, Seen } from "./check.ts"
import { envAssertions } from "./env-assertions.ts"
import { fileAge } from "./file-age.ts"
import { http } from "./http.ts"
import { journalLacks } from "./journal-lacks.ts"
import { journalShows } from "./journal-shows.ts"
import { redisPing } from "./redis-ping.ts"
import { tcp } from "./tcp.ts"
import { unitActive } from "./unit-active.ts"

/** A new kind of check is one file and one line here. */
const CHECKS: { [Kind in CheckSpec["kind"]]: Check<Kind> } = {
  "env-assertions": envAssertions,
  "file-age": fileAge,
  http,
  "journal-lacks": journalLacks,
  "journal-shows": journalShows,
  "redis-ping": redisPing,
  tcp,
  "unit-active": unitActive,
}

/**
 * Results in the order of the specs. They only look, so they run side by side; `onResult` hears of each as it ends.
 * Never rejects. The caller has asked the host policy about each spec (`checkSpec`).
 */
export function runChecks(
  specs: readonly CheckSpec[],
  context: CheckContext,
  onResult: (result: CheckResult) => void = () => {},
): Promise<CheckResult[]> {
  return Promise.all(
    specs.map(async (spec) => {
      const result = await runCheck(spec, context)
      onResult(result)
      return result
    }),
  )
}

async function runCheck<Kind extends CheckSpec["kind"]>(
  spec: Extract<CheckSpec, { kind: Kind }>,
  context: CheckContext,
): Promise<CheckResult> {
  const check = CHECKS[spec.kind as Kind] as Check<Kind>
  const begun = context.clock.monotonic()
  const seen = await check.run(spec, context).catch((error: unknown): Seen => {
    return { verdict: "unknown", seen: problemView(error).message }
  })
  return {
    kind: spec.kind,
    title: checkTitle(spec).slice(0, 300),
    verdict: seen.verdict,
    expected: check.expected(spec).slice(0, 500),
    seen: seen.seen.slice(0, 1_000),
    tookMs: Math.round(context.clock.monotonic() - begun),
  }
}
