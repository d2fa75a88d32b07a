import type { ServerStatus } from "../status.ts"

/** The status of a server, as every page shows it. */
export function serverStatus(server: { revokedAt: Date | null; sessionReplica: string | null }): ServerStatus {
  if (server.revokedAt) return "revoked"
  return server.sessionReplica === null ? "offline" : "online"
}
