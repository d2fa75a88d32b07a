// What a change of each kind is made of. A new kind of change is one member here, one in the protocol and one file of the agent.
import { readEnv } from "@signalbox/env-file/dialects"
import { Change, type EnvChange, type RedisChange } from "@signalbox/protocol/change"
import type { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { parseRedisPolicy, type RedisPolicy } from "@signalbox/protocol/redis-policy"
import type { Capability } from "@signalbox/protocol/version"
import type { ServiceKind } from "../services/kinds.ts"
import { applyDeadlineMs } from "./deadline.ts"
import { policyRefusals, type WantedChange } from "./policy-refusals.ts"
import { redisRefusals } from "./redis-refusals.ts"
import type { StoredDefinition } from "./stored.ts"

type Version = { text: string; hash: string | null; number: number; owner: string; group: string; mode: string }
export type ChangeParts = {
  definition: StoredDefinition
  to: Version
  /** SHA-256 (hex) of the file that is there now; null for none. */
  baseHash: string | null
  settleMs: number
}
type Waits = Parameters<typeof applyDeadlineMs>[0]

type KindOfChange = {
  capability: Capability
  /** After "cannot change". */
  object: string
  change(parts: ChangeParts): Change
  /** Sentences about what the host policy does not permit. */
  refusals(policy: HostPolicy, wanted: WantedChange): string[]
  deadlineMs(waits: Waits): number
}

/** For what installs a package, loads a data set or waits for another apt. */
const REDIS_DEADLINE_MS = 600_000

export const CHANGE_KINDS: Readonly<Record<ServiceKind, KindOfChange>> = {
  env: {
    capability: "change.env",
    object: "an env file",
    change: (parts) => Change.parse(envChange(parts)),
    refusals: policyRefusals,
    deadlineMs: applyDeadlineMs,
  },
  redis: {
    capability: "change.redis",
    object: "a local Redis",
    change: (parts) => Change.parse(redisChange(parts)),
    refusals(policy, wanted) {
      const parsed = parseRedisPolicy(readEnv(wanted.text, "systemd").values)
      return parsed.ok ? redisRefusals(policy, { ...wanted, policy: parsed.policy }) : []
    },
    deadlineMs: () => REDIS_DEADLINE_MS,
  },
}

function envChange({ definition, to, baseHash, settleMs }: ChangeParts): EnvChange {
  return {
    kind: "env",
    ...common({ definition, to, baseHash, settleMs }),
    dialects: definition.dialects,
    text: to.text,
    units: definition.units,
    // What differs between servers was settled when it was planned: one server cannot tell.
    assertions: definition.assertions.filter((assertion) => assertion.kind !== "differs-between-servers"),
    ...(definition.drain && { drain: definition.drain }),
  }
}

/** @throws Problem `invalid-env` for a text that is no policy: none is saved */
function redisChange({ definition, to, baseHash, settleMs }: ChangeParts): RedisChange {
  const [unit = ""] = definition.units
  return {
    kind: "redis",
    ...common({ definition, to, baseHash, settleMs }),
    unit,
    policy: policyOf(to.text),
    fileHash: to.hash,
  }
}

function common({ definition, to, baseHash, settleMs }: ChangeParts) {
  const { owner, group, mode, number: versionNumber } = to
  const { serviceName: service, path, checks, deadlineMs } = definition
  return { service, versionNumber, path, owner, group, mode, baseHash, checks, settleMs, deadlineMs }
}

function policyOf(text: string): RedisPolicy {
  const parsed = parseRedisPolicy(readEnv(text, "systemd").values)
  if (parsed.ok) return parsed.policy
  throw new Problem("invalid-env", parsed.faults.map(({ message }) => `${message}.`).join(" "))
}
