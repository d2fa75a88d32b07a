// What a control plane may ask of this server. Nothing else is answered.
import type { CheckSpec } from "@signalbox/protocol/check"
import { Problem } from "@signalbox/protocol/problem"
import type { Changes } from "./changes/commands.ts"
import { runChecks } from "./checks/run-checks.ts"
import { systemClock } from "./host/clock.ts"
import { type ObserveContext, readPermittedEnv } from "./host/observe.ts"
import type { Supervisor } from "./host/units/supervisor.ts"
import type { LinkInput } from "./link/link.ts"
import { checkSpec, loadPolicy } from "./policy.ts"
import type { RedisWatch } from "./watch/watch-redis.ts"

/** A little less than the control plane waits, so that it hears of a check that was cut short. */
const CHECKS_TIMEOUT_MS = 140_000

type Parts = {
  changes: Pick<Changes, "accept">
  host: ObserveContext
  supervisor: Supervisor
  watch: Pick<RedisWatch, "info"> | undefined
}

export function createRequestHandlers({ changes, host, supervisor, watch }: Parts): LinkInput["handlers"] {
  return {
    "change.begin": {
      mutates: true,
      timeoutMs: 9_000,
      async handle(command) {
        await changes.accept(command)
        return {}
      },
    },
    "env.read": {
      mutates: false,
      timeoutMs: 9_000,
      handle: ({ path }) => readPermittedEnv(host, path),
    },
    "checks.run": {
      mutates: false,
      timeoutMs: CHECKS_TIMEOUT_MS,
      async handle({ checks, envPath }) {
        const envText = envPath === null ? null : (await readPermittedEnv(host, envPath)).text
        assertPermitted(host.policyPath, checks, envText)
        const signal = AbortSignal.timeout(CHECKS_TIMEOUT_MS - 1_000)
        return { results: await runChecks(checks, { supervisor, clock: systemClock, envText, signal }) }
      },
    },
    "redis.info": {
      mutates: false,
      timeoutMs: 9_000,
      async handle({ instance }) {
        if (!watch) throw new Problem("policy-refused", "In a playground no Redis is watched.")
        return watch.info(instance)
      },
    },
  }
}

function assertPermitted(policyPath: string, checks: readonly CheckSpec[], envText: string | null): void {
  const { policy, fault } = loadPolicy(policyPath)
  if (!policy) throw new Problem("policy-refused", fault ?? "The host policy permits nothing.")
  for (const spec of checks) checkSpec(policy, spec, envText)
}
