"use client"
import { Checkbox } from "@mantine/core"
import type { RedisPolicyServerView, RedisPolicyView } from "@signalbox/domain/redis-policies/schema"
import Link from "next/link"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { ServerName, VersionPlate } from "../../design/plate.tsx"
import classes from "./policies.module.css"
import { policyWords } from "./policies-words.ts"

type Choosing = { chosen: ReadonlySet<string>; choose: (serverId: string) => void }

/** Server by server: which version is applied, which is newest, and what is not as wanted. */
export function PolicyServers({ policy, choosing }: { policy: RedisPolicyView; choosing?: Choosing }) {
  if (policy.servers.length === 0) return <p className={classes["nowhere"]}>Not installed on any server yet.</p>
  return (
    <DataTable
      label={`Servers of ${policy.name}`}
      columns={choosing ? [choiceColumn(choosing), ...COLUMNS] : COLUMNS}
      rows={policy.servers}
      rowKey={(server) => server.serverId}
      isOld={(server) => !server.isOnline}
      bare
    />
  )
}

const choiceColumn = ({ chosen, choose }: Choosing): Column<RedisPolicyServerView> => ({
  head: "Choose",
  silent: true,
  cell: (server) => (
    <Checkbox
      size="xs"
      aria-label={`Choose ${server.serverName}`}
      checked={chosen.has(server.serverId)}
      onChange={() => choose(server.serverId)}
    />
  ),
})

const COLUMNS: Column<RedisPolicyServerView>[] = [
  {
    head: "Server",
    phone: "title",
    cell: (server) => (
      <Link href={`/servers/${server.serverId}`}>
        <ServerName name={server.serverName} hue={server.serverHue} />
      </Link>
    ),
  },
  { head: "State", phone: "corner", cell: (server) => <Standing server={server} /> },
  { head: "Applied", cell: (server) => <VersionPlate number={server.appliedNumber} /> },
  { head: "Newest", cell: (server) => <VersionPlate number={server.latestNumber} /> },
  {
    head: "Shall be",
    phone: "wide",
    cell: ({ effective }) =>
      effective === null ? "no sound policy" : effective.state === "removed" ? "removed" : policyWords(effective),
  },
]

function Standing({ server }: { server: RedisPolicyServerView }) {
  const { change, isDrifted, appliedNumber, latestNumber, effective } = server
  if (change)
    return (
      <Status lamp={lampOf.change(change.status)} size="s">
        {change.status}
      </Status>
    )
  if (isDrifted)
    return (
      <Status lamp="caution" size="s">
        drifted
      </Status>
    )
  if (appliedNumber === null) return <span className="dim">not installed</span>
  if (latestNumber !== appliedNumber)
    return (
      <Status lamp="caution" size="s">
        behind
      </Status>
    )
  if (effective?.state === "removed") return <span className="dim">removed</span>
  return (
    <Status lamp="clear" size="s">
      as wanted
    </Status>
  )
}
