"use client"
import { Button, Menu, Tabs } from "@mantine/core"
import type { ServerView } from "@signalbox/domain/servers/schema"
import { useQuery } from "@tanstack/react-query"
import { Ellipsis, GitCommitHorizontal } from "lucide-react"
import Link from "next/link"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { Card, Note, Page } from "../../design/page.tsx"
import { EnvironmentPlate, Tag } from "../../design/plate.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { LabelsDialog } from "../fleet/labels-dialog.tsx"
import { planNewestHref } from "../plan/plan-href.ts"
import { ServerRedis } from "../redis/server-redis.tsx"
import { LeaveDialog } from "./leave-dialog.tsx"
import { ServerActivity } from "./server-activity.tsx"
import { ServerEnv } from "./server-env.tsx"
import { ServerOverview } from "./server-overview.tsx"
import { ServerPolicy } from "./server-policy.tsx"
import { ServerUnits } from "./server-units.tsx"

const TABS = ["overview", "env", "units", "redis", "activity", "policy"] as const
type Tab = (typeof TABS)[number]

/** Everything about one machine. */
export function ServerPage({ serverId }: { serverId: string }) {
  const trpc = useTRPC()
  const server = useQuery(trpc.servers.get.queryOptions({ serverId }))
  if (server.error)
    return (
      <Page title="Server" way={[{ label: "Fleet", href: "/fleet" }, { label: "Server" }]}>
        <ErrorPanel error={server.error} retry={server.refetch} />
      </Page>
    )
  if (!server.data)
    return (
      <Page title="Server" way={[{ label: "Fleet", href: "/fleet" }, { label: "…" }]}>
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      </Page>
    )
  return <KnownServer server={server.data} />
}

function KnownServer({ server }: { server: ServerView }) {
  const [params, setSearch] = useSearch()
  const tab: Tab = TABS.find((one) => one === params.get("tab")) ?? "overview"
  const labels = Object.entries(server.labels).filter(([key]) => key !== "env")
  return (
    <Page
      title={server.name}
      way={[{ label: "Fleet", href: "/fleet" }, { label: server.name }]}
      heading={
        <>
          <Lamp kind={lampOf.server(server.status)} size="l" />
          {server.name}
          <EnvironmentPlate value={server.labels["env"]} />
        </>
      }
      facts={
        <>
          <span>
            {server.status}, seen <Age at={server.lastSeenAt} ago />
          </span>
          {server.address ? <span className="mono">{server.address}</span> : null}
          {labels.map(([key, value]) => (
            <Tag key={key}>
              {key}={value}
            </Tag>
          ))}
        </>
      }
      actions={<Actions server={server} />}
    >
      {server.lockedReason ? (
        <Note tone="danger">
          <Lamp kind="danger" />
          <div>
            <strong>This server is locked.</strong> {server.lockedReason}
            <div className="dim">Find the copy of its identity, then revoke the server and enrol it again.</div>
          </div>
        </Note>
      ) : null}
      <Tabs value={tab} onChange={(next) => setSearch({ tab: next === "overview" ? undefined : (next ?? undefined) })}>
        <Tabs.List aria-label={`About ${server.name}`}>
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="env" rightSection={<span className="dim">{server.services.length}</span>}>
            Env
          </Tabs.Tab>
          <Tabs.Tab value="units" rightSection={<span className="dim">{server.unitStates.length}</span>}>
            Units
          </Tabs.Tab>
          <Tabs.Tab value="redis">Redis</Tabs.Tab>
          <Tabs.Tab value="activity">Activity</Tabs.Tab>
          <Tabs.Tab value="policy">Policy</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === "overview" ? <ServerOverview server={server} /> : null}
      {tab === "env" ? <ServerEnv server={server} /> : null}
      {tab === "units" ? <ServerUnits server={server} /> : null}
      {tab === "redis" ? <ServerRedis serverId={server.id} /> : null}
      {tab === "activity" ? <ServerActivity server={server} /> : null}
      {tab === "policy" ? <ServerPolicy server={server} /> : null}
    </Page>
  )
}

function Actions({ server }: { server: ServerView }) {
  const [dialog, setDialog] = useState<"labels" | "revoke" | "remove" | null>(null)
  const close = () => setDialog(null)
  const behind = server.services.find((one) => one.latestNumber !== null && one.latestNumber !== one.appliedNumber)
  const { may } = server
  return (
    <>
      {may.update || may.revoke || may.remove ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<Ellipsis />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {may.update ? <Menu.Item onClick={() => setDialog("labels")}>Change labels</Menu.Item> : null}
            {may.revoke && server.status !== "revoked" ? (
              <Menu.Item onClick={() => setDialog("revoke")}>Revoke its identity</Menu.Item>
            ) : null}
            {may.remove ? <Menu.Item onClick={() => setDialog("remove")}>Remove from the fleet</Menu.Item> : null}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      {may.update && behind ? (
        <Button
          component={Link}
          href={planNewestHref(behind.serviceId, [server.id])}
          leftSection={<GitCommitHorizontal />}
        >
          Plan v{behind.latestNumber} of {behind.serviceName}
        </Button>
      ) : null}
      <LabelsDialog key={`labels ${dialog}`} servers={[server]} opened={dialog === "labels"} close={close} />
      {dialog === "revoke" || dialog === "remove" ? <LeaveDialog server={server} verb={dialog} close={close} /> : null}
    </>
  )
}
