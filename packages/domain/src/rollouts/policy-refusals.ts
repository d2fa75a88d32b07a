// What the host policy of a server would refuse, told before anything is sent. The agent checks the same again: it trusts no plan.
import { DIALECTS, readEnv } from "@signalbox/env-file/dialects"
import { hostOf, isLocalHost } from "@signalbox/env-file/host-of"
import { isDeniedKey } from "@signalbox/env-file/policy-keys"
import { isSecretKey } from "@signalbox/env-file/secret-keys"
import type { CheckSpec } from "@signalbox/protocol/check"
import type { HostPolicy, UnitVerb } from "@signalbox/protocol/policy"

export type WantedChange = {
  path: string
  owner: string
  group: string
  mode: string
  text: string
  units: readonly string[]
  checks: readonly CheckSpec[]
  /** As the service's first dialect reads them. */
  values: ReadonlyMap<string, string>
  /** Keys that are secret besides those whose names say so: see `isSecretKey`. */
  secretKeys: readonly string[]
}

/** Sentences about what is not permitted; empty when all is. They name paths, units and keys, never a value. */
export function policyRefusals(policy: HostPolicy, change: WantedChange): string[] {
  return [
    ...fileRefusals(policy, change),
    ...deniedKeys(policy, change.text).map((key) => `The key ${key} is denied.`),
    ...new Set(change.checks.flatMap((check) => checkRefusals(policy, { check, change }))),
  ]
}

function fileRefusals(policy: HostPolicy, change: WantedChange): string[] {
  const entry = policy.env.find(({ path }) => path === change.path)
  if (!entry) return [`The file ${change.path} is not listed.`]
  const refusals: string[] = []
  if (entry.owner !== change.owner || entry.group !== change.group) {
    refusals.push(
      `${change.path} must belong to ${entry.owner}:${entry.group}, not to ${change.owner}:${change.group}.`,
    )
  }
  if (!entry.modes.includes(change.mode)) {
    refusals.push(`${change.path} must have mode ${entry.modes.join(" or ")}, not ${change.mode}.`)
  }
  const bytes = Buffer.byteLength(change.text)
  if (bytes > entry.bytesMax) {
    refusals.push(`${change.path} would have ${bytes} bytes; at most ${entry.bytesMax} are permitted.`)
  }
  for (const unit of change.units) {
    if (!entry.units.includes(unit)) refusals.push(`${unit} may not be restarted for ${change.path}.`)
  }
  return refusals
}

function verbRefusal(policy: HostPolicy, { unit, verb }: { unit: string; verb: UnitVerb }): string[] {
  const entry = policy.units.find(({ name }) => name === unit)
  return entry?.verbs.includes(verb) ? [] : [`${verb} of ${unit} is not permitted.`]
}

/** Every program's reading counts: a key that one of them does not see may be seen by the one that matters. */
function deniedKeys(policy: HostPolicy, text: string): string[] {
  const keys = new Set(DIALECTS.flatMap((dialect) => [...readEnv(text, dialect).values.keys()]))
  return [...keys].filter((key) => isDeniedKey(key, policy.deniedKeys))
}

function checkRefusals(
  policy: HostPolicy,
  { check, change }: { check: CheckSpec; change: Pick<WantedChange, "values" | "secretKeys"> },
): string[] {
  switch (check.kind) {
    case "unit-active":
      return isKnownUnit(policy, check.unit) ? [] : [`${check.unit} is not listed.`]
    case "journal-shows":
    case "journal-lacks":
      return verbRefusal(policy, { unit: check.unit, verb: "logs" })
    case "http": {
      const url = new URL(check.url)
      const port = Number(url.port || (url.protocol === "https:" ? 443 : 80))
      return probeRefusal(policy, url.hostname.replace(/^\[|\]$/g, ""), port)
    }
    case "tcp":
      return probeRefusal(policy, check.host, check.port)
    case "redis-ping": {
      const at = redisAddress(check, change.values)
      if (!at || isProbe(policy, at.host, at.port)) return []
      const isSecret = check.urlKey === undefined && isSecretKey(check.hostKey ?? "", change.secretKeys)
      return [`A check may not connect to ${isSecret ? `what ${check.hostKey} names` : `${at.host}:${at.port}`}.`]
    }
    case "file-age":
      return policy.watchedFiles.includes(check.path) ? [] : [`The file ${check.path} is not listed as watched.`]
    case "env-assertions":
      return []
  }
}

function isKnownUnit(policy: HostPolicy, unit: string): boolean {
  return policy.units.some(({ name }) => name === unit) || policy.env.some(({ units }) => units.includes(unit))
}

function probeRefusal(policy: HostPolicy, host: string, port: number): string[] {
  return isProbe(policy, host, port) ? [] : [`A check may not connect to ${host}:${port}.`]
}

/** This machine may always be asked; any other place must be listed with its port. */
function isProbe(policy: HostPolicy, host: string, port: number): boolean {
  return isLocalHost(host) || policy.probes.some((probe) => probe.host === host && probe.ports.includes(port))
}

function redisAddress(check: Extract<CheckSpec, { kind: "redis-ping" }>, values: ReadonlyMap<string, string>) {
  const url = check.urlKey === undefined ? undefined : values.get(check.urlKey)
  // What is no host is not repeated in a refusal: it may be a secret in the wrong place.
  const host = hostOf(url ?? values.get(check.hostKey ?? "") ?? "")
  if (host === undefined || host === "unix") return undefined
  const port = url === undefined ? values.get(check.portKey ?? "") : /:(\d+)(?:\/|\?|$)/.exec(url)?.[1]
  return { host, port: Number(port ?? 6379) }
}
