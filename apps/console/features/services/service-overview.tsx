"use client"
import { ActionIcon, Button, Menu } from "@mantine/core"
import type { ServiceOnServerView, ServiceView } from "@signalbox/domain/services/schema"
import { useMutation } from "@tanstack/react-query"
import { Download, Ellipsis, Plus } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { Lamp, lampOf } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { tell, tellProblem } from "../../design/tell.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { StandingMark } from "../fleet/standing.tsx"
import { AssignDialog } from "./assign-dialog.tsx"
import { assertionWords, checkWords } from "./check-words.ts"
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
          words={service.checks.map(checkWords)}
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
    <TableScroll label="Versions by server" bare>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Applied</th>
            <th scope="col">Newest</th>
            <th scope="col">State</th>
            <th scope="col">Looked at</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {service.servers.map((server) => (
            <tr key={server.serverId} data-old={server.serverStatus !== "online" || undefined}>
              <td>
                <span style={{ display: "flex", gap: 8, alignItems: "center" }}>
                  <Lamp kind={lampOf.server(server.serverStatus)} size="s" />
                  <Link href={`/servers/${server.serverId}?tab=env`} className={table["name"]}>
                    {server.serverName}
                  </Link>
                  <span className="sr-only">{server.serverStatus}</span>
                </span>
              </td>
              <td>
                <VersionPlate number={server.appliedNumber} />
              </td>
              <td>
                {server.latestNumber === null ? (
                  <ImportButton service={service} server={server} />
                ) : (
                  <VersionPlate number={server.latestNumber} />
                )}
              </td>
              <td>
                <StandingMark standing={server} serverStatus={server.serverStatus} />
              </td>
              <td>
                <Age at={server.observedAt} ago />
              </td>
              <td className={table["right"]}>
                {service.may.update ? <RowMenu service={service} server={server} /> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  )
}

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
