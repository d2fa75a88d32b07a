import type { AssertionSpec, CreateServiceInput } from "@signalbox/domain/services/schema"
import { took } from "../../design/words.ts"

type CheckSpec = CreateServiceInput["checks"][number]

const bare = (unit: string) => unit.replace(/\.service$/, "")

/** A check as a sentence. */
export function checkWords(check: CheckSpec): string {
  switch (check.kind) {
    case "unit-active":
      return `${bare(check.unit)} stays active for ${took(check.forMs)}`
    case "http":
      return `GET ${check.url} is ${check.status} within ${took(check.withinMs)}`
    case "tcp":
      return `${check.host}:${check.port} answers within ${took(check.withinMs)}`
    case "redis-ping":
      return `the Redis of ${check.urlKey ?? check.hostKey ?? "the env"} answers PING`
    case "journal-shows":
      return `${bare(check.unit)} writes “${check.pattern}” within ${took(check.withinMs)}`
    case "journal-lacks":
      return `${bare(check.unit)} does not write “${check.pattern}” for ${took(check.forMs)}`
    case "env-assertions":
      return "the assertions hold for the file on disk"
    case "file-age":
      return `${check.path} is younger than ${took(check.ageMaxMs)}`
  }
}

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
