// What every procedure gets: the domain's context, and who asks.
import type { Passwords } from "@signalbox/domain/access/passwords"
import type { Actor } from "@signalbox/domain/access/schema"
import type { DomainContext } from "@signalbox/domain/context"
import type { LiveEvents } from "@signalbox/domain/events/live-events"
import type { AgentSessions } from "@signalbox/domain/servers/agent-sessions"
import type { ControlPlaneKey } from "@signalbox/domain/servers/control-plane-key"
import type { AccessRule } from "./access-rule.ts"

/** The parts that live as long as the process. */
export type ApiServices = Omit<DomainContext, "actor"> & {
  /** The live links to agents. */
  agents: AgentSessions
  controlPlaneKey: ControlPlaneKey
  /** Where people and agents reach this control plane, without a slash at the end. */
  publicUrl: string
  /** SHA-256 (hex) of the installer, as the install line carries it. */
  installerDigest: string
  version: string
  /** Events for open pages; the first is `resync`. Hand it the signal of the subscription. */
  subscribe: LiveEvents["subscribe"]
  passwords: Passwords
}

export type ApiContext = ApiServices & {
  actor: Actor | null
  /** Of the browser session; null for tokens. */
  sessionId: string | null
  /** The peer's, or behind a trusted proxy the one that it names. */
  address: string | null
  requestId: string
  /** Called when a live stream begins. @throws Problem `too-many-attempts` when the caller has too many of them open */
  admitStream: () => void
  /** access-registry.ts, handed in so that routers do not import what is typed by them. */
  rules: Readonly<Record<string, AccessRule>>
}
