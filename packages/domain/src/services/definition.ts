// The definition of a service between its row and the API, and what the audit log tells of it.
import { CheckSpec } from "@signalbox/protocol/check"
import { DialectName } from "@signalbox/protocol/dialects"
import { Problem } from "@signalbox/protocol/problem"
import { z } from "zod"
import type { AuditFact, AuditFacts } from "../audit/facts.ts"
import { kindOf } from "../kinds/kind-of.ts"
import type { ServiceKind } from "../kinds/service-kind.ts"
import type { ServiceRow } from "./lock-service.ts"
import { AssertionSpec, type CreateServiceInput } from "./schema.ts"

const FIELDS = [
  "name",
  "description",
  "envPath",
  "envOwner",
  "envGroup",
  "envMode",
  "dialects",
  "units",
  "checks",
  "assertions",
  "secretKeys",
] as const satisfies readonly (keyof CreateServiceInput)[]

export function definitionOf(row: ServiceRow): CreateServiceInput {
  const { name, description, envPath, envOwner, envGroup, envMode, units, secretKeys } = row
  return {
    ...{ name, description, envPath, envOwner, envGroup, envMode, units, secretKeys },
    dialects: z.array(DialectName).parse(row.dialects),
    checks: z.array(CheckSpec).parse(row.checks),
    assertions: z.array(AssertionSpec).parse(row.assertions),
  }
}

/** The fields of an input that make the definition, and no others. */
export function pickDefinition(input: CreateServiceInput): CreateServiceInput {
  const { name, description, envPath, envOwner, envGroup, envMode, dialects, units, checks, assertions } = input
  const picked = { name, description, envPath, envOwner, envGroup, envMode, dialects, units, checks, assertions }
  return { ...picked, secretKeys: input.secretKeys }
}

/** @throws Problem `invalid-input` when a dialect, unit or secret key is named twice, a check holds a NUL byte, or the kind does not permit it */
export function refuseUnstorable(definition: CreateServiceInput, kind: ServiceKind): void {
  const fault = kindOf({ kind }).definitionFault(definition)
  if (fault) throw new Problem("invalid-input", fault)
  if (JSON.stringify(definition.checks).includes("\\u0000")) {
    throw new Problem("invalid-input", "A check holds a NUL byte.", { details: { checks: "must not hold NUL bytes" } })
  }
  for (const field of ["dialects", "units", "secretKeys"] as const) {
    const names: string[] = definition[field]
    const twice = names.find((name, index) => names.indexOf(name) < index)
    if (twice === undefined) continue
    throw new Problem("invalid-input", `${twice} is named twice.`, { details: { [field]: `${twice} is named twice` } })
  }
}

/** The definition as facts; given another one, only the fields that differ from it. */
export function definitionFacts(definition: CreateServiceInput, other?: CreateServiceInput): AuditFacts {
  const differing = FIELDS.filter(
    (field) => !other || JSON.stringify(definition[field]) !== JSON.stringify(other[field]),
  )
  return Object.fromEntries(differing.map((field) => [field, fact(definition[field])]))
}

function fact(value: unknown): AuditFact {
  return JSON.parse(JSON.stringify(value)) as AuditFact
}
