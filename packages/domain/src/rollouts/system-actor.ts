import type { Actor } from "../access/schema.ts"

/** The control plane itself, where it acts without being asked. */
export const SYSTEM_ACTOR: Actor = { kind: "system", id: null, name: "Signalbox", role: "operator", address: null }

/** The agent of a server. */
export function agentActor(server: { id: string; name: string }): Actor {
  return { kind: "agent", id: server.id, name: server.name, role: "viewer", address: null }
}
