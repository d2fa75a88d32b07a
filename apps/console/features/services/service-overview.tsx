"use client"
import { ActionIcon, Button, Menu } from "@mantine/core"
import type { ServiceOnServerView, ServiceView } from "@signalbox/domain/services/schema"
import { checkTitle } from "@signalbox/protocol/check-title"
import { useMutation } from "@tanstack/react-query"
import { Download, Ellipsis, Plus } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { Card } from "../../design/page.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { tell, tellProblem } from "../../design/tell.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { lampOfStanding, StandingMark } from "../fleet/standing.tsx"
import { assertionWords } from "./assertion-words.ts"
import { AssignDialog } from "./assign-dialog.tsx"
import classes from "./services.module.css"

export function ServiceOverview({ service }: { service: ServiceView }) {
  const [isAssigning, setAssigning] = useState(false)
  const assign = service.may.update ? (
    <Button variant="default" size="xs" leftSection={<Plus />} onClick={() => setAssigning(true)}>
      Assign servers
    </Button>
  ) : null
  return (
    <div className={classes["columns"]}>
      <Card title="Where it runs" hint={count(service.servers.length, "server")} right={assign} flush>
        {service.servers.length === 0 ? (
          <EmptyState title="It runs nowhere yet" action={assign}>
            Assign servers by name, or all that carry a label. Their env can then be imported or written.
          </EmptyState>
        ) : (
          <Matrix service={service} />
        )}
      </Card>
      <div className={classes["stack"]}>
        <WordList title="Units, in order" none="No unit restarts with it." words={service.units} />
        <WordList
          title="Checks"
          none="No check: a change counts as good once its units stay up."
          words={service.checks.map(checkTitle)}
        />
        <WordList title="Assertions" none="None." words={service.assertions.map(assertionWords)} />
      </div>
      <AssignDialog
        key={String(isAssigning)}
        service={service}
        opened={isAssigning}
        close={() => setAssigning(false)}
      />
    </div>
  )
}

function WordList({ title, none, words }: { title: string; none: string; words: string[] }) {
  return (
    <Card title={title} {...(words.length > 0 ? { hint: words.length } : {})}>
      {words.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <ol className={classes["plain"]}>
          {words.map((word) => (
            <li key={word} style={{ overflowWrap: "anywhere" }}>
              {word}
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}

/** Which version is where, and where it is not as wanted. */
function Matrix({ service }: { service: ServiceView }) {
  return (
    <DataTable
      label="Versions by server"
      columns={columnsOf(service)}
      rows={service.servers}
      rowKey={(server) => server.serverId}
      isOld={(server) => server.serverStatus !== "online"}
      bare
    />
  )
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
    cell: (server) =>
      lampOfStanding(server, server.serverStatus) === null ? (
        <span className="dim">as wanted</span>
      ) : (
        <StandingMark standing={server} serverStatus={server.serverStatus} />
      ),
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
