import type { CheckResult, CheckSpec } from "@signalbox/protocol/check"
import { Problem } from "@signalbox/protocol/problem"
import { type ObserveContext, readPermittedEnv } from "../host/observe.ts"
import { checkSpec, loadPolicy } from "../policy.ts"
import type { CheckContext } from "./check.ts"
import { runChecks } from "./run-checks.ts"

/**
 * Runs checks outside a change, if the host policy permits every one.
 * @throws Problem `policy-refused`, with none run
 */
export async function runPermittedChecks(
  ctx: ObserveContext & Pick<CheckContext, "supervisor" | "clock" | "signal">,
  request: { checks: readonly CheckSpec[]; envPath: string | null },
): Promise<CheckResult[]> {
  const envText = request.envPath === null ? null : (await readPermittedEnv(ctx, request.envPath)).text
  const { policy, fault } = loadPolicy(ctx.policyPath)
  if (!policy) throw new Problem("policy-refused", `The host policy permits nothing: ${fault}`)
  for (const spec of request.checks) checkSpec(policy, spec, envText)
  return runChecks(request.checks, { supervisor: ctx.supervisor, clock: ctx.clock, signal: ctx.signal, envText })
}
