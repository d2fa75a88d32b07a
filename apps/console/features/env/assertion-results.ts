// The service's assertions, held against what a server would get. What dots hide cannot be judged here.
import type { EnvView } from "@signalbox/domain/env/schema"
import type { AssertionSpec } from "@signalbox/domain/services/schema"
import { checkAssertions } from "@signalbox/env-file/assertions"
import { readEnv } from "@signalbox/env-file/dialects"
import type { DialectName } from "@signalbox/protocol/dialects"
import type { Draft } from "./draft.ts"
import { draftText } from "./effective.ts"

export type AssertionState = "pass" | "fail" | "unknown"
export type AssertionOutcome = { state: AssertionState; message: string }
type Values = ReadonlyMap<string, string>
export type ServerValues = ReadonlyMap<string, { name: string; values: Values }>

/** Server id → what its first reader would see, as planning reads it. */
export function serverValues(env: EnvView, draft: Draft, dialect: DialectName): ServerValues {
  return new Map(
    env.servers.map(({ serverId, serverName: name }) => [
      serverId,
      { name, values: readEnv(draftText(env, draft, serverId), dialect).values },
    ]),
  )
}

/** One outcome per assertion, in their order. */
export function assertionOutcomes(
  assertions: readonly AssertionSpec[],
  all: ServerValues,
  { serverId, equality, secretKeys }: { serverId: string } & Pick<EnvView, "equality" | "secretKeys">,
): AssertionOutcome[] {
  const values = all.get(serverId)?.values ?? new Map()
  const others = new Map([...all].filter(([id]) => id !== serverId).map(([, other]) => [other.name, other.values]))
  return checkAssertions(assertions, values, { others, secretKeys }).map(({ pass, message }, index) => {
    const assertion = assertions[index]
    if (!assertion || !isHidden(assertion, values.get(assertion.key))) return { state: pass ? "pass" : "fail", message }
    if (assertion.kind === "differs-between-servers") return byLetters(assertion.key, all, { serverId, equality })
    return {
      state: "unknown",
      message: `The value of ${assertion.key} is hidden here: the server judges it when you plan`,
    }
  })
}

const WHOLE = /^•{12}$/
const ANY = /•{4}/

/** Whether the answer depends on something that dots stand for. */
function isHidden({ kind }: AssertionSpec, value: string | undefined): boolean {
  if (value === undefined || kind === "required" || kind === "absent") return false
  const isHost = kind === "host-is-local" || kind === "host-is" || kind === "not-empty"
  return isHost ? WHOLE.test(value) : ANY.test(value)
}

function byLetters(
  key: string,
  all: ServerValues,
  { serverId, equality }: { serverId: string; equality: EnvView["equality"] },
): AssertionOutcome {
  const letters = equality[key] ?? {}
  const own = letters[serverId]
  const same = [...all].filter(([id]) => id !== serverId && letters[id] === own).map(([, { name }]) => name)
  return own !== undefined && same.length > 0
    ? { state: "fail", message: `${key} is the same as on ${same.join(", ")}` }
    : { state: "pass", message: `${key} differs from the other servers` }
}
