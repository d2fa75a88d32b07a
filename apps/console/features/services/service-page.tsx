"use client"
import { Button, Menu, Tabs } from "@mantine/core"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import { Ellipsis, GitCommitHorizontal, PencilLine } from "lucide-react"
import Link from "next/link"
import { redirect, useRouter } from "next/navigation"
import { Card, Page } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { tell, tellProblem } from "../../design/tell.ts"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { AuditList } from "../audit/audit-list.tsx"
import { planNewestHref } from "../plan/plan-href.ts"
import { draftOf } from "./definition-draft.ts"
import { DefinitionEditor } from "./definition-editor.tsx"
import { kindWords } from "./kind-words.ts"
import { ServiceOverview } from "./service-overview.tsx"

const TABS = ["overview", "definition", "activity"] as const

export function ServicePage({ serviceId }: { serviceId: string }) {
  const trpc = useTRPC()
  const service = useQuery(trpc.services.get.queryOptions({ serviceId }))
  const way = [{ label: "Services", href: "/services" }, { label: service.data?.name ?? "…" }]
  if (service.error)
    return (
      <Page title="Service" way={way}>
        <ErrorPanel error={service.error} retry={service.refetch} />
      </Page>
    )
  if (!service.data)
    return (
      <Page title="Service" way={way}>
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      </Page>
    )
  // Links everywhere name a service without asking of which kind it is.
  if (service.data.kind !== "env") redirect(kindWords(service.data.kind).page(serviceId))
  return <KnownService service={service.data} />
}

/** Addresses in it can be followed. */
function withLinks(text: string) {
  return text.split(/(https?:\/\/[^\s,;)]+)/).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <a key={part} href={part} target="_blank" rel="noreferrer">
        {part}
      </a>
    ),
  )
}

function KnownService({ service }: { service: ServiceView }) {
  const [params, setSearch] = useSearch()
  const tab = TABS.find((one) => one === params.get("tab")) ?? "overview"
  return (
    <Page
      title={service.name}
      way={[{ label: "Services", href: "/services" }, { label: service.name }]}
      facts={
        <>
          <span className="mono">{service.envPath}</span>
          <span>
            {service.envOwner}:{service.envGroup}, {service.envMode}
          </span>
          <span>read by {service.dialects.join(", ")}</span>
          <span>on {count(service.servers.length, "server")}</span>
        </>
      }
      actions={<Actions service={service} />}
    >
      {service.description ? <p>{withLinks(service.description)}</p> : null}
      <Tabs value={tab} onChange={(next) => setSearch({ tab: next === "overview" ? undefined : (next ?? undefined) })}>
        <Tabs.List aria-label={`About ${service.name}`}>
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="definition">Definition</Tabs.Tab>
          <Tabs.Tab value="activity">Activity</Tabs.Tab>
        </Tabs.List>
      </Tabs>
      {tab === "overview" ? <ServiceOverview service={service} /> : null}
      {tab === "definition" ? <Definition service={service} /> : null}
      {tab === "activity" ? (
        <AuditList
          input={{ objectKind: "service", objectId: service.id }}
          empty={`Nothing was done to ${service.name} yet.`}
        />
      ) : null}
    </Page>
  )
}

function Actions({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const router = useRouter()
  const remove = useMutation(
    trpc.services.remove.mutationOptions({
      onSuccess: () => {
        tell(`${service.name} is removed`)
        router.push("/services")
      },
      onError: tellProblem,
    }),
  )
  const ready = service.servers.filter((server) => server.latestNumber !== null)
  return (
    <>
      {service.may.remove ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<Ellipsis />}>
              More
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item disabled={service.servers.length > 0} onClick={() => remove.mutate({ serviceId: service.id })}>
              Remove the service
              {service.servers.length > 0 ? <div className="dim">Unassign it from its servers first.</div> : null}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <Button component={Link} variant="default" href={`/services/${service.id}/env`} leftSection={<PencilLine />}>
        {service.may.edit ? "Edit the env" : "Look at the env"}
      </Button>
      {service.may.rollOut && ready.length > 0 ? (
        <Button
          component={Link}
          href={planNewestHref(
            service.id,
            ready.map((server) => server.serverId),
          )}
          leftSection={<GitCommitHorizontal />}
        >
          Plan a change
        </Button>
      ) : null}
    </>
  )
}

function Definition({ service }: { service: ServiceView }) {
  const trpc = useTRPC()
  const update = useMutation(
    trpc.services.update.mutationOptions({ onSuccess: () => tell(`${service.name} is saved`), onError: () => {} }),
  )
  if (!service.may.update)
    return <p className="dim">Your role may look at what this service is, under Overview, but not change it.</p>
  return (
    <DefinitionEditor
      key={service.revision}
      initial={draftOf(service)}
      save={(definition) => update.mutate({ ...definition, serviceId: service.id, revision: service.revision })}
      isBusy={update.isPending}
      error={update.error}
      button="Save the definition"
    />
  )
}
