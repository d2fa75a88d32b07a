"use client"
import { ActionIcon, Button, Menu, TextInput } from "@mantine/core"
import type { ServiceOnServerView, ServiceView } from "@signalbox/domain/services/schema"
import { useMutation } from "@tanstack/react-query"
import { Download, Ellipsis, Search } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { VersionPlate } from "../../design/plate.tsx"
import table from "../../design/table.module.css"
import { tell, tellProblem } from "../../design/tell.ts"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { isBehind } from "../fleet/cell-state.ts"
import { StandingWords } from "../fleet/standing.tsx"
import classes from "./services.module.css"

/** So many rows are drawn at first; a filter stands over more. */
const SHOWN = 50

/** Which version is where, and where it is not as wanted. */
export function ServiceServers({ service }: { service: ServiceView }) {
  const [params, setSearch] = useSearch()
  const [shown, setShown] = useState(SHOWN)
  const text = params.get("q") ?? ""
  const fitting = service.servers.filter((server) => fits(server, text.trim().toLowerCase()))
  return (
    <>
      {service.servers.length > SHOWN ? (
        <div className={classes["over"]}>
          <TextInput
            size="xs"
            data-filter
            aria-label="Filter servers"
            placeholder="Filter servers"
            leftSection={<Search className="icon" />}
            value={text}
            onChange={(event) => setSearch({ q: event.currentTarget.value })}
          />
          <span className="dim">
            {count(Math.min(shown, fitting.length), "server")} of {fitting.length.toLocaleString("en")}
          </span>
        </div>
      ) : null}
      <DataTable
        label="Versions by server"
        columns={columnsOf(service)}
        rows={fitting.slice(0, shown)}
        rowKey={(server) => server.serverId}
        isOld={(server) => server.serverStatus !== "online"}
        bare
      />
      {shown < fitting.length ? (
        <div className={classes["foundFoot"]}>
          <Button variant="default" size="xs" onClick={() => setShown((now) => now + SHOWN)}>
            Show more
          </Button>
        </div>
      ) : null}
    </>
  )
}

/** By name, label, or how it stands: "behind", "drifted", "offline". */
function fits(server: ServiceOnServerView, text: string): boolean {
  const { serverName, serverStatus, labels, isDrifted, change } = server
  const words = [
    ...[serverName, serverStatus, ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)],
    ...(change ? [change.status] : []),
    ...(isDrifted ? ["drifted"] : []),
    ...(isBehind(server) ? ["behind"] : []),
  ]
  return text === "" || words.some((word) => word.toLowerCase().includes(text))
}

const columnsOf = (service: ServiceView): Column<ServiceOnServerView>[] => [
  {
    head: "Server",
    phone: "title",
    cell: (server) => (
      <span style={{ display: "flex", gap: 8, alignItems: "center" }}>
        <Lamp kind={lampOf.server(server.serverStatus)} size="s" />
        <Link href={`/servers/${server.serverId}?tab=env`} className={table["name"]}>
          {server.serverName}
        </Link>
        <span className={server.serverStatus === "online" ? "sr-only" : "dim"}>{server.serverStatus}</span>
      </span>
    ),
  },
  { head: "Applied", cell: (server) => <VersionPlate number={server.appliedNumber} /> },
  {
    head: "Newest",
    cell: (server) =>
      server.latestNumber === null ? (
        <ImportButton service={service} server={server} />
      ) : (
        <VersionPlate number={server.latestNumber} />
      ),
  },
  {
    head: "State",
    cell: (server) => <StandingWords standing={server} serverStatus={server.serverStatus} />,
  },
  { head: "Looked at", cell: (server) => <Age at={server.observedAt} ago /> },
  {
    head: "Actions",
    silent: true,
    right: true,
    phone: "corner",
    cell: (server) => (service.may.update ? <RowMenu service={service} server={server} /> : null),
  },
]

type RowProps = { service: ServiceView; server: ServiceOnServerView }

function ImportButton({ service, server }: RowProps) {
  const trpc = useTRPC()
  const take = useMutation(
    trpc.env.import.mutationOptions({
      onSuccess: ({ number, keys }) => tell(`${server.serverName}: ${count(keys, "key")} imported as v${number}`),
      onError: tellProblem,
    }),
  )
  if (!service.may.edit) return <span className="dim">none</span>
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Download />}
      loading={take.isPending}
      disabled={server.serverStatus !== "online"}
      onClick={() => take.mutate({ serviceId: service.id, serverId: server.serverId })}
    >
      Import
    </Button>
  )
}

function RowMenu({ service, server }: RowProps) {
  const trpc = useTRPC()
  const unassign = useMutation(
    trpc.services.unassign.mutationOptions({
      onSuccess: () => tell(`${service.name} no longer belongs to ${server.serverName}; its file stays as it is`),
      onError: tellProblem,
    }),
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`More for ${server.serverName}`}>
          <Ellipsis className="icon" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href={`/services/${service.id}/env?server=${server.serverId}`}>
          Open its env
        </Menu.Item>
        <Menu.Item component={Link} href={`/servers/${server.serverId}?tab=env`}>
          History and drift
        </Menu.Item>
        <Menu.Item onClick={() => unassign.mutate({ serviceId: service.id, serverId: server.serverId })}>
          Unassign
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
