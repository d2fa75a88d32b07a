import { hostOf, isLocalHost } from "./host-of.ts"
import { maskValue } from "./mask.ts"
import { compilePattern } from "./safe-pattern.ts"
import { isSecretKey } from "./secret-keys.ts"

/** A claim about a key's value, checked before anything is written. */
export type Assertion =
  | { kind: "required"; key: string }
  | { kind: "not-empty"; key: string }
  | { kind: "absent"; key: string }
  | { kind: "host-is-local"; key: string }
  | { kind: "host-is"; key: string; hosts: string[] }
  | { kind: "port"; key: string }
  | { kind: "one-of"; key: string; values: string[] }
  | { kind: "pattern"; key: string; pattern: string }
  | { kind: "differs-between-servers"; key: string }

export type AssertionKind = Assertion["kind"]

export const ASSERTION_KINDS = [
  "required",
  "not-empty",
  "absent",
  "host-is-local",
  "host-is",
  "port",
  "one-of",
  "pattern",
  "differs-between-servers",
] as const satisfies readonly AssertionKind[]

export interface AssertionResult {
  assertion: Assertion
  pass: boolean
  /** What was found, in words that hold no secret: "CELERY_BROKER_URL is on 127.0.0.1". */
  message: string
}

/** The values of the same service on other servers, by the server's name. */
export type OtherServers = ReadonlyMap<string, ReadonlyMap<string, string>>

type Asked = {
  others: OtherServers
  /** Keys that are secret besides those whose names say so: see `isSecretKey`. */
  secretKeys: readonly string[]
}

type Verdict = Omit<AssertionResult, "assertion">
type Of<Kind extends AssertionKind> = Extract<Assertion, { kind: Kind }>

/**
 * Checks each assertion against one server's values as its reader sees them. Never throws: an assertion that cannot
 * be checked, such as a pattern that is none, fails and says why.
 */
export function checkAssertions(
  assertions: readonly Assertion[],
  values: ReadonlyMap<string, string>,
  { others = new Map(), secretKeys = [] }: Partial<Asked> = {},
): AssertionResult[] {
  const asked = { others, secretKeys }
  return assertions.map((assertion) => ({ assertion, ...check(assertion, values.get(assertion.key), asked) }))
}

function check(assertion: Assertion, value: string | undefined, asked: Asked): Verdict {
  const { key } = assertion
  if (assertion.kind === "absent") {
    return value === undefined ? pass(`${key} is not set`) : fail(`${key} is set, and must not be`)
  }
  return value === undefined ? fail(`${key} is not set`) : checkValue(assertion, value, asked)
}

function checkValue(assertion: Exclude<Assertion, { kind: "absent" }>, value: string, asked: Asked): Verdict {
  const { key } = assertion
  switch (assertion.kind) {
    case "required":
      return pass(`${key} is set`)
    case "not-empty":
      return value.trim() === "" ? fail(`${key} is empty`) : pass(`${key} is set and not empty`)
    case "host-is-local":
      return checkHost(assertion, value, asked)
    case "host-is":
      return checkHost(assertion, value, asked)
    case "port":
      return checkPort(assertion, value, asked)
    case "one-of":
      return checkOneOf(assertion, value, asked)
    case "pattern":
      return checkPattern(assertion, value)
    case "differs-between-servers":
      return checkDiffers(assertion, value, asked)
  }
}

function checkHost(assertion: Of<"host-is-local"> | Of<"host-is">, value: string, { secretKeys }: Asked): Verdict {
  const { key } = assertion
  const host = hostOf(value)
  // What is no host is not repeated: it may be a secret in the wrong place.
  if (host === undefined) return fail(`${key} names no host`)
  const name = isSecretKey(key, secretKeys) ? "a host that is kept secret" : host
  const place = host === "unix" ? `${key} is on a unix socket` : `${key} is on ${name}`
  if (assertion.kind === "host-is-local") return isLocalHost(host) ? pass(place) : fail(`${place}, not on this machine`)
  const isAllowed = assertion.hosts.some((allowed) => hostOf(allowed) === host)
  return isAllowed ? pass(place) : fail(`${place}, not on ${assertion.hosts.join(" or ")}`)
}

function checkPort({ key }: Of<"port">, value: string, { secretKeys }: Asked): Verdict {
  const isPort = /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65_535
  return isPort
    ? pass(`${key} is ${maskValue(key, value, secretKeys)}`)
    : fail(`${key} is not a port between 1 and 65535`)
}

function checkOneOf({ key, values }: Of<"one-of">, value: string, { secretKeys }: Asked): Verdict {
  if (values.includes(value)) return pass(`${key} is ${maskValue(key, value, secretKeys)}`)
  const wanted = isSecretKey(key, secretKeys)
    ? "the allowed values"
    : values.map((allowed) => maskValue(key, allowed, secretKeys)).join(", ")
  return fail(`${key} is not one of ${wanted}`)
}

function checkPattern({ key, pattern }: Of<"pattern">, value: string): Verdict {
  const compiled = compilePattern(pattern)
  if (!compiled.ok) return fail(`${key} could not be checked: ${compiled.reason}`)
  const isMatch = compiled.matches(value)
  if (isMatch === undefined) return fail(`${key} is too long to be checked against a pattern`)
  return isMatch ? pass(`${key} matches its pattern`) : fail(`${key} does not match its pattern`)
}

function checkDiffers({ key }: Of<"differs-between-servers">, value: string, { others }: Asked): Verdict {
  const same = [...others].filter(([, values]) => values.get(key) === value).map(([server]) => server)
  if (same.length > 0) return fail(`${key} is the same as on ${same.join(", ")}`)
  return pass(`${key} differs from the other servers`)
}

function pass(message: string): Verdict {
  return { pass: true, message }
}

function fail(message: string): Verdict {
  return { pass: false, message }
}
