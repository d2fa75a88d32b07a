import { CreateServiceInput } from "@signalbox/domain/services/schema"

export type SpecDraft = { id: string; kind: string; fields: Record<string, string | number | string[]> }

/** A service as the editor holds it: every field is there, and may be wrong. */
export type DefinitionDraft = {
  name: string
  description: string
  envPath: string
  envOwner: string
  envGroup: string
  envMode: string
  dialects: string[]
  units: { id: string; name: string }[]
  checks: SpecDraft[]
  assertions: SpecDraft[]
  secretKeys: string[]
}

let made = 0
/** Names a row of the editor for as long as it is open. */
export function rowId(): string {
  made += 1
  return `row-${made}`
}

export const EMPTY_DEFINITION: DefinitionDraft = {
  name: "",
  description: "",
  envPath: "",
  envOwner: "",
  envGroup: "",
  envMode: "0600",
  dialects: ["systemd"],
  units: [],
  checks: [],
  assertions: [],
  secretKeys: [],
}

export function draftOf(definition: CreateServiceInput): DefinitionDraft {
  const spec = ({ kind, ...fields }: { kind: string }): SpecDraft => ({ id: rowId(), kind, fields })
  return {
    ...definition,
    units: definition.units.map((name) => ({ id: rowId(), name })),
    checks: definition.checks.map(spec),
    assertions: definition.assertions.map(spec),
  }
}

const isFilled = ([, value]: [string, string | number | string[]]) => value !== ""
const specOf = ({ kind, fields }: SpecDraft) => ({
  kind,
  ...Object.fromEntries(Object.entries(fields).filter(isFilled)),
})
const unitOf = ({ name }: { name: string }) => (name === "" || name.includes(".") ? name : `${name}.service`)

/** The definition that a draft says, or what is wrong with it by field of the editor. */
export function readDefinition(
  draft: DefinitionDraft,
): { definition: CreateServiceInput } | { faults: Record<string, string> } {
  const parsed = CreateServiceInput.safeParse({
    ...draft,
    envGroup: draft.envGroup || draft.envOwner,
    units: draft.units.map(unitOf),
    checks: draft.checks.map(specOf),
    assertions: draft.assertions.map(specOf),
  })
  if (parsed.success) return { definition: parsed.data }
  return { faults: Object.fromEntries(parsed.error.issues.map((issue) => [placeOf(issue.path), issue.message])) }
}

/** Fields of a check or an assertion lie one level deeper in the draft; a unit's fault is at its name. */
function placeOf(path: PropertyKey[]): string {
  const [list, at, ...rest] = path.map(String)
  if ((list === "checks" || list === "assertions") && rest.length > 0) return `${list}.${at}.fields.${rest[0]}`
  if (list === "units" && at !== undefined) return `units.${at}.name`
  return path.map(String).join(".")
}
