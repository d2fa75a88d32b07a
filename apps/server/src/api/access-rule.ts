// The terms in which access-registry.ts says who may call what.
import type { Actor, Role } from "@signalbox/domain/access/schema"
import { ROLES } from "@signalbox/domain/access/schema"
import { Problem } from "@signalbox/protocol/problem"
import type { LoaderName } from "./loaders.ts"

export type AccessRule = {
  /** The least role that may call it; `anyone` needs no sign-in. */
  role: Role | "anyone"
  /** `session-only` is closed to API tokens: a stolen token must not make itself at home. */
  kind: "any" | "session-only"
  /** Which object the call is about. It is loaded before the procedure runs, which finds it in its ctx under this name. */
  load?: LoaderName
}

/**
 * Lets the actor pass, or says why not.
 * @param rule undefined where the registry has no entry: then nobody passes
 */
export function assertAllowed(rule: AccessRule | undefined, actor: Actor | null): void {
  if (!rule) throw new Problem("forbidden", "Nobody may call this.")
  if (rule.role === "anyone") return
  if (!actor) throw new Problem("not-signed-in")
  if (ROLES.indexOf(actor.role) < ROLES.indexOf(rule.role)) {
    throw new Problem("forbidden", `This needs the role ${rule.role}; yours is ${actor.role}.`)
  }
  if (rule.kind === "session-only" && actor.kind !== "user") throw new Problem("session-required")
}
