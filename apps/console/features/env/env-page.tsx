"use client"
import { Tabs } from "@mantine/core"
import type { EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { useQuery } from "@tanstack/react-query"
import { Card, Page } from "../../design/page.tsx"
import { EnvironmentPlate } from "../../design/plate.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useUnsavedGuard } from "../../design/use-unsaved-guard.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { AssertionsTab } from "./assertions-tab.tsx"
import { CompareTab } from "./compare-tab.tsx"
import { DriftTab } from "./drift-tab.tsx"
import { EditTab } from "./edit-tab.tsx"
import { HistoryTab } from "./history-tab.tsx"
import { SavedNote } from "./notices.tsx"
import { SaveActions } from "./save-actions.tsx"
import { ThreeWayDialog } from "./three-way-dialog.tsx"
import { useEditing } from "./use-editing.ts"
import { useLooked } from "./use-env-view.ts"
import { useIsPhone } from "./use-is-phone.ts"

const TABS = ["edit", "history", "compare", "drift", "assertions"] as const

/** The env of one service: the base, what each server has instead, and what becomes of it. */
export function EnvPage({ serviceId }: { serviceId: string }) {
  const trpc = useTRPC()
  const service = useQuery(trpc.services.get.queryOptions({ serviceId }))
  const env = useQuery(trpc.env.get.queryOptions({ serviceId }))
  const name = service.data?.name ?? "…"
  const way = [
    { label: "Services", href: "/services" },
    { label: name, href: `/services/${serviceId}` },
    { label: "Env" },
  ]
  const error = service.error ?? env.error
  if (error)
    return (
      <Page title="Env" way={way}>
        <ErrorPanel error={error} retry={() => Promise.all([service.refetch(), env.refetch()])} />
      </Page>
    )
  if (!service.data || !env.data)
    return (
      <Page title="Env" way={way}>
        <Card flush>
          <RowSkeleton rows={12} height={22} />
        </Card>
      </Page>
    )
  return <KnownEnv service={service.data} env={env.data} way={way} />
}

type KnownEnvProps = { service: ServiceView; env: EnvView; way: { label: string; href?: string }[] }

function KnownEnv({ service, env, way }: KnownEnvProps) {
  const [params, setSearch] = useSearch()
  const isPhone = useIsPhone()
  const tab = TABS.find((one) => one === params.get("tab")) ?? "edit"
  const server = env.servers.find((one) => one.serverId === params.get("server")) ?? env.servers[0]
  const editing = useEditing(env)
  const looked = useLooked({ env, service, draft: editing.draft, server })
  useUnsavedGuard(editing.isDirty)
  const mayEdit = service.may.edit && !isPhone
  const about = { service, env, server, looked }
  const labels = service.servers.find((one) => one.serverId === server?.serverId)?.labels ?? service.servers[0]?.labels
  return (
    <Page
      title={`${service.name} env`}
      way={way}
      heading={
        <>
          {service.name} env <EnvironmentPlate value={labels?.["env"]} />
        </>
      }
      facts={
        <>
          <span className="mono">{service.envPath}</span>
          <span>
            {service.envOwner}:{service.envGroup}, {service.envMode}
          </span>
          <span>read by {service.dialects.join(", ")}</span>
        </>
      }
      actions={mayEdit && env.servers.length > 0 ? <SaveActions {...about} editing={editing} /> : null}
    >
      <EnvTabs tab={tab} {...about} go={(next) => setSearch({ tab: next === "edit" ? undefined : next })} />
      <SavedNote env={env} editing={editing} mayRollOut={service.may.rollOut} />
      {tab === "edit" ? <EditTab {...about} editing={editing} mayEdit={mayEdit} /> : null}
      {tab === "history" && server ? <HistoryTab {...about} server={server} /> : null}
      {tab === "compare" ? <CompareTab env={env} /> : null}
      {tab === "drift" ? <DriftTab {...about} /> : null}
      {tab === "assertions" ? <AssertionsTab {...about} /> : null}
      {editing.isOvertaken ? <ThreeWayDialog env={env} editing={editing} /> : null}
    </Page>
  )
}

type EnvTabsProps = {
  tab: string
  service: ServiceView
  env: EnvView
  server: EnvServerView | undefined
  go: (tab: string) => void
}

function EnvTabs({ tab, service, env, server, go }: EnvTabsProps) {
  const drifted = env.servers.filter((one) => one.isDrifted).length
  const versions = server?.latest?.number ?? 0
  return (
    <Tabs value={tab} onChange={(next) => go(next ?? "edit")} keepMounted={false}>
      <Tabs.List aria-label={`Env of ${service.name}`}>
        <Tabs.Tab value="edit">Edit</Tabs.Tab>
        <Tabs.Tab value="history" rightSection={<Figure of={versions} />} disabled={!server}>
          History
        </Tabs.Tab>
        <Tabs.Tab value="compare">Compare</Tabs.Tab>
        <Tabs.Tab value="drift" rightSection={<Figure of={drifted} />}>
          Drift
        </Tabs.Tab>
        <Tabs.Tab value="assertions" rightSection={<Figure of={service.assertions.length} />}>
          Assertions
        </Tabs.Tab>
      </Tabs.List>
    </Tabs>
  )
}

const Figure = ({ of }: { of: number }) => <span className="dim">{of}</span>
