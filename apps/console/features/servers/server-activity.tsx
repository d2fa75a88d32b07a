"use client"
import type { ServerView } from "@signalbox/domain/servers/schema"
import { AuditList } from "../audit/audit-list.tsx"

export function ServerActivity({ server }: { server: ServerView }) {
  return (
    <AuditList
      input={{ serverId: server.id }}
      empty={`Nothing was done to ${server.name} yet. Every change, import and reveal will be listed here.`}
    />
  )
}
