import type { Actor } from "../access/schema.ts"

/** The agent of a server, as the audit log names it. It has no rights of a person: its role opens nothing. */
export function agentActor(server: { id: string; name: string; address: string | null }): Actor {
  return { kind: "agent", id: server.id, name: server.name, role: "viewer", address: server.address }
}
