import type { EnvChange } from "./change.ts"
import type { CheckSpec } from "./check.ts"

/** What a check asks, in words; the same in the plan, while it runs and in the evidence. */
export function checkTitle(check: CheckSpec): string {
  switch (check.kind) {
    case "unit-active":
      return `${withoutSuffix(check.unit)} stays up for ${seconds(check.forMs)}`
    case "http":
      return `GET ${shownUrl(check.url)} is ${check.status}`
    case "tcp":
      return `${check.host}:${check.port} accepts connections`
    case "redis-ping":
      return `Redis of ${check.urlKey ?? check.hostKey ?? "the env file"} answers PING`
    case "journal-shows":
      return `${withoutSuffix(check.unit)} logs "${check.pattern}" within ${seconds(check.withinMs)}`
    case "journal-lacks":
      return `${withoutSuffix(check.unit)} does not log "${check.pattern}" for ${seconds(check.forMs)}`
    case "env-assertions":
      return "The env assertions hold"
    case "file-age":
      return `${check.path} is younger than ${seconds(check.ageMaxMs)}`
  }
}

/**
 * All that is held after a change: that each of its units stays up, then its checks. A check that asks no more of a unit than the
 * change itself does is left out, so that nothing is asked, or counted, twice.
 */
export function checksOf({ units, settleMs, checks }: Pick<EnvChange, "units" | "settleMs" | "checks">): {
  settling: CheckSpec[]
  beside: CheckSpec[]
} {
  return {
    settling: units.map((unit) => ({ kind: "unit-active", unit, forMs: settleMs })),
    beside: checks.filter(
      (check) => check.kind !== "unit-active" || check.forMs > settleMs || !units.includes(check.unit),
    ),
  }
}

export function withoutSuffix(unit: string): string {
  return unit.replace(/\.service$/, "")
}

function seconds(ms: number): string {
  return ms >= 60_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1_000} s`
}

/** Without a user, password or query: these may hold secrets. */
function shownUrl(text: string): string {
  const url = new URL(text)
  const host = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname) ? "" : url.hostname
  return `${host}${url.port === "" ? "" : `:${url.port}`}${url.pathname}`
}
