// Who may call what: every procedure of the API and every message of an agent has its line here, and nothing else has a way in.
// The types make the build fail when an entry is missing, or left over.
import type { AgentMessageName } from "@signalbox/protocol/catalogue"
import type { AccessRule } from "./access-rule.ts"
import type { ProcedurePath } from "./procedure-path.ts"
import type { AppRouter } from "./root.ts"

export const accessRegistry = {
  "access.firstRun": { role: "anyone", kind: "any" },
  "access.claimFirstAdmin": { role: "anyone", kind: "any" },
  "access.acceptInvitation": { role: "anyone", kind: "any" },
  "access.me": { role: "viewer", kind: "any" },
  "access.changePassword": { role: "viewer", kind: "session-only" },
  "access.users.list": { role: "admin", kind: "any" },
  "access.users.changeRole": { role: "admin", kind: "session-only", load: "user" },
  "access.users.setDisabled": { role: "admin", kind: "session-only", load: "user" },
  "access.users.invite": { role: "admin", kind: "session-only" },
  "access.users.invitations": { role: "admin", kind: "any" },
  "access.users.revokeInvitation": { role: "admin", kind: "session-only", load: "invitation" },
  "access.tokens.list": { role: "viewer", kind: "session-only" },
  "access.tokens.create": { role: "viewer", kind: "session-only" },
  "access.tokens.revoke": { role: "viewer", kind: "session-only", load: "token" },
  "access.sessions.list": { role: "viewer", kind: "session-only" },
  "access.sessions.end": { role: "viewer", kind: "session-only", load: "session" },
  "enrolments.create": { role: "operator", kind: "any" },
  "enrolments.list": { role: "viewer", kind: "any" },
  "enrolments.revoke": { role: "operator", kind: "any", load: "enrolment" },
  "services.list": { role: "viewer", kind: "any" },
  "services.get": { role: "viewer", kind: "any", load: "service" },
  "services.create": { role: "operator", kind: "any" },
  "services.update": { role: "operator", kind: "any", load: "service" },
  "services.remove": { role: "operator", kind: "any", load: "service" },
  "services.assign": { role: "operator", kind: "any", load: "service" },
  "services.unassign": { role: "operator", kind: "any", load: "service" },
  "env.get": { role: "viewer", kind: "any", load: "service" },
  "env.history": { role: "viewer", kind: "any", load: "service" },
  "env.diff": { role: "viewer", kind: "any", load: "service" },
  "env.save": { role: "operator", kind: "any", load: "service" },
  "env.import": { role: "operator", kind: "any", load: "service" },
  "env.reveal": { role: "operator", kind: "any", load: "service" },
  "env.drift": { role: "viewer", kind: "any", load: "service" },
  "audit.list": { role: "viewer", kind: "any" },
  "audit.verify": { role: "viewer", kind: "any" },
  "rollouts.plan": { role: "viewer", kind: "any", load: "service" },
  "rollouts.start": { role: "operator", kind: "any", load: "service" },
  "rollouts.get": { role: "viewer", kind: "any", load: "rollout" },
  "rollouts.list": { role: "viewer", kind: "any" },
  "rollouts.pause": { role: "operator", kind: "any", load: "rollout" },
  "rollouts.resume": { role: "operator", kind: "any", load: "rollout" },
  "rollouts.abort": { role: "operator", kind: "any", load: "rollout" },
  "rollouts.retryFailed": { role: "operator", kind: "any", load: "rollout" },
  "rollouts.rollback": { role: "operator", kind: "any", load: "rollout" },
  "rollouts.evidence": { role: "viewer", kind: "any", load: "rollout" },
  "rollouts.follow": { role: "viewer", kind: "any", load: "rollout" },
  "checks.run": { role: "operator", kind: "any", load: "service" },
  "units.list": { role: "viewer", kind: "any" },
  "events.stream": { role: "viewer", kind: "any" },
} as const satisfies Readonly<Record<ProcedurePath<AppRouter>, AccessRule>>

/** What an agent may send: `stranger` before its handshake is done, `enrolled` after it, and then only about its own server. */
export const agentMessageRegistry = {
  "hello.begin": { from: "stranger" },
  "hello.prove": { from: "stranger" },
  "change.progress": { from: "enrolled" },
  "change.finished": { from: "enrolled" },
  "host.observed": { from: "enrolled" },
  "host.vitals": { from: "enrolled" },
} as const satisfies Readonly<Record<AgentMessageName, { from: "stranger" | "enrolled" }>>
