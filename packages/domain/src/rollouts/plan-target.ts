// What one server would become, and why it may not.
import { type AssertionResult, checkAssertions } from "@signalbox/env-file/assertions"
import { readEnv } from "@signalbox/env-file/dialects"
import { findDisagreements } from "@signalbox/env-file/disagreements"
import { HostPolicy } from "@signalbox/protocol/policy"
import { Problem } from "@signalbox/protocol/problem"
import { PROTOCOL_VERSION_MIN } from "@signalbox/protocol/version"
import { keyChangeViews } from "../env/key-changes.ts"
import { kindOf } from "../kinds/kind-of.ts"
import type { StandingRow, VersionRow } from "./load-plan.ts"
import type { PlanTargetView } from "./schema.ts"
import type { StoredDefinition } from "./stored.ts"

export type OpenVersion = { row: VersionRow; text: string; hash: string | null }
export type TargetQuestion = {
  standing: StandingRow
  from: OpenVersion | null
  to: OpenVersion
  definition: StoredDefinition
  /** Values of the service on the other servers, by server name. */
  others: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Everything of the view but its batch, which is known only when all targets are. */
export function planTarget(question: TargetQuestion): Omit<PlanTargetView, "batch"> {
  const { standing, from, to, definition } = question
  const { server } = standing
  const dialect = definition.dialects[0] ?? "systemd"
  const values = readEnv(to.text, dialect).values
  const results = checkAssertions(definition.assertions, values, {
    others: question.others,
    secretKeys: definition.secretKeys,
  })
  const isNoop = from?.row.id === to.row.id && !standing.isDrifted
  return {
    serverId: server.id,
    serverName: server.name,
    serverHue: server.hue,
    isOnline: server.sessionReplica !== null && server.revokedAt === null,
    fromNumber: from?.row.number ?? null,
    toNumber: to.row.number,
    changes: keyChangeViews(from?.text ?? "", to.text, definition),
    units: definition.units,
    assertions: results.map((result) => ({ title: result.message, pass: result.pass })),
    warnings: isNoop ? [] : warnings(question),
    refusals: isNoop ? [] : refusals(question, { values, results }).map((problem) => problem.toView()),
    isNoop,
  }
}

/** None of them holds a value. */
function warnings({ standing, from, to, definition }: TargetQuestion): string[] {
  const found = findDisagreements(to.text, definition.dialects).map(
    ({ line, reason }) => `${line > 0 ? `Line ${line}: ` : ""}${reason}`,
  )
  if (from && from.row.id !== to.row.id && from.text === to.text) {
    found.push("The text is the one that is applied already; the units restart all the same.")
  }
  if (standing.observed === null) found.push("The file on this server was not seen yet.")
  return found
}

type Read = { values: ReadonlyMap<string, string>; results: readonly AssertionResult[] }

function refusals(question: TargetQuestion, { values, results }: Read): Problem[] {
  const { to, definition } = question
  const failed = results.filter((result) => !result.pass)
  const kind = kindOf(definition)
  const { dialects } = definition
  const faults = [
    ...kind.documentFaults(to.text, dialects),
    ...kind.wholeFaults(to.text, { dialects, isOneDocument: true }),
  ]
  return [
    ...serverRefusals(question),
    ...(faults.length === 0
      ? []
      : [
          new Problem(
            "invalid-env",
            faults
              .slice(0, 3)
              .map((fault) => fault.message)
              .join(" "),
            {
              details: Object.fromEntries(faults.slice(0, 20).map((fault) => [`line ${fault.line}`, fault.message])),
            },
          ),
        ]),
    ...(failed.length === 0
      ? []
      : [new Problem("assertion-failed", `An assertion fails: ${failed.map((result) => result.message).join("; ")}.`)]),
    ...policyProblems(question, values),
    ...driftProblems(question),
  ]
}

function serverRefusals({ standing: { server }, definition }: TargetQuestion): Problem[] {
  if (server.revokedAt) return [new Problem("server-revoked", `${server.name} is revoked.`)]
  if (server.lockedReason) return [new Problem("agent-locked", `${server.name} is locked: ${server.lockedReason}`)]
  const isTooOld = server.protocolVersion !== null && server.protocolVersion < PROTOCOL_VERSION_MIN
  const cannotChange = server.protocolVersion !== null && !server.capabilities.includes(kindOf(definition).capability)
  return isTooOld || cannotChange
    ? [new Problem("unsupported-version", `The agent of ${server.name} cannot ${kindOf(definition).does}.`)]
    : []
}

function policyProblems({ standing, from, to, definition }: TargetQuestion, values: Read["values"]): Problem[] {
  const policy = HostPolicy.safeParse(standing.server.policy)
  const { name, policyFault } = standing.server
  // The last policy that was good is kept for reading; what counts on the server is that it has none now.
  if (!policy.success || policyFault) {
    const why = policyFault ? `: ${policyFault}` : ", so nothing is permitted there."
    return [new Problem("policy-refused", `${name} has ${policyFault ? "no good" : "reported no"} host policy${why}`)]
  }
  const found = kindOf(definition).refusals(policy.data, {
    ...definition,
    owner: to.row.owner,
    group: to.row.group,
    mode: to.row.mode,
    text: to.text,
    values,
    isFirst: !from || from.hash === null,
  })
  if (found.length === 0) return []
  return [
    new Problem(
      "policy-refused",
      `The host policy of ${standing.server.name} does not permit this. ${found.join(" ")}`,
    ),
  ]
}

/** The agent compares again, byte for byte, right before it writes; this spares an operator the trip. */
function driftProblems({ standing, from, definition }: TargetQuestion): Problem[] {
  const name = standing.server.name
  if (standing.isDrifted) {
    return [new Problem("drifted", `${definition.path} on ${name} is not what was applied last.`)]
  }
  const state = fileState(standing.observed)
  if (!from && (state === "present" || state === "unreadable")) {
    return [new Problem("drifted", `${name} has a file at ${definition.path} that was never imported.`)]
  }
  return []
}

function fileState(observed: unknown): unknown {
  return observed && typeof observed === "object" && "state" in observed ? observed.state : undefined
}
