import type { AssertionSpec } from "@signalbox/domain/services/schema"

/** An assertion as a sentence. */
export function assertionWords(assertion: AssertionSpec): string {
  switch (assertion.kind) {
    case "required":
      return `${assertion.key} is set`
    case "absent":
      return `${assertion.key} is not set`
    case "not-empty":
      return `${assertion.key} is not empty`
    case "host-is-local":
      return `${assertion.key} points at this server`
    case "host-is":
      return `${assertion.key} points at ${assertion.hosts.join(" or ")}`
    case "one-of":
      return `${assertion.key} is ${assertion.values.join(" or ")}`
    case "pattern":
      return `${assertion.key} matches ${assertion.pattern}`
    case "port":
      return `${assertion.key} is a port`
    case "differs-between-servers":
      return `${assertion.key} differs between servers`
  }
}
