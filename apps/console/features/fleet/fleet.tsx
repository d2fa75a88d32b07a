"use client"
import { Button, useMatches } from "@mantine/core"
import type { FleetSummaryView, ServerRowView } from "@signalbox/domain/servers/schema"
import { useQuery } from "@tanstack/react-query"
import type { RowSelectionState } from "@tanstack/react-table"
import { Plus } from "lucide-react"
import { type ReactNode, useCallback, useMemo, useState } from "react"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card, Page } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { type Search, useSearch } from "../../design/use-search.ts"
import { clockUtc, count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import { BulkBar } from "./bulk-bar.tsx"
import { EnrolDrawer } from "./enrol-drawer.tsx"
import { FirstSteps } from "./first-steps.tsx"
import { FleetCards } from "./fleet-cards.tsx"
import type { ShownService } from "./fleet-columns.tsx"
import { FleetFilters } from "./fleet-filters.tsx"
import { type FleetSearch, PAGE_SIZE, readFleetSearch } from "./fleet-search.ts"
import { FleetTable } from "./fleet-table.tsx"
import { groupServers } from "./groups.ts"
import { LabelsDialog } from "./labels-dialog.tsx"
import { Shelf } from "./shelf.tsx"
import { useServers } from "./use-servers.ts"

/** Is all well, and where not? */
export function Fleet() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const summary = useQuery(trpc.servers.summary.queryOptions())
  const isOperator = useHasRole("operator")
  const search = useMemo(() => readFleetSearch(params, summary.data), [params, summary.data])
  const list = useServers(search.input)
  const servers = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const groups = groupServers(servers, search.group).length

  return (
    <Page
      title="Fleet"
      facts={
        summary.data ? (
          <>
            <span>
              {count(summary.data.total, "server")}
              {search.group ? ` in ${count(groups, "group")}` : ""}
            </span>
            <span>as of {clockUtc(list.dataUpdatedAt || summary.dataUpdatedAt)} UTC</span>
          </>
        ) : null
      }
      actions={
        isOperator ? (
          <Button leftSection={<Plus />} onClick={() => setSearch({ enrol: "new" }, { push: true })}>
            Enrol a server
          </Button>
        ) : null
      }
    >
      {summary.error ? <ErrorPanel error={summary.error} retry={summary.refetch} /> : null}
      <FirstSteps />
      {summary.data && summary.data.total > 0 ? (
        <>
          <Shelf summary={summary.data} search={params} setSearch={setSearch} />
          <Servers {...{ list, servers, search, setSearch, params }} summary={summary.data} />
        </>
      ) : summary.isPending ? (
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      ) : null}
      <EnrolDrawer opened={params.has("enrol")} close={() => setSearch({ enrol: undefined })} />
    </Page>
  )
}

type ServersProps = {
  list: {
    isPending: boolean
    error: unknown
    refetch: () => unknown
    hasNextPage: boolean
    isFetchingNextPage: boolean
    fetchNextPage: () => unknown
    data: { pages: { total: number }[] } | undefined
  }
  servers: ServerRowView[]
  summary: FleetSummaryView
  search: FleetSearch
  params: URLSearchParams
  setSearch: (changes: Search) => void
}

function Servers({ list, servers, summary, search, params, setSearch }: ServersProps) {
  const [selection, setSelection] = useState<RowSelectionState>({})
  const [isLabelling, setLabelling] = useState(false)
  const isOperator = useHasRole("operator")
  const isPhone = useMatches({ base: true, sm: false })
  const services = useMemo(() => servicesOf(servers), [servers])
  const selected = useMemo(() => servers.filter((server) => selection[server.id]), [servers, selection])
  const clear = useCallback(() => setSelection({}), [])
  const hidden = (params.get("hide") ?? "").split(",").filter(Boolean)
  const by = search.input.sort ?? "name"
  const isDescending = search.input.direction === "desc"
  const changeSort = (next: string) =>
    setSearch({ sort: next === "name" ? undefined : next, dir: next === by && !isDescending ? "desc" : undefined })
  const shown = isOperator ? hidden : [...hidden, "select"]

  return (
    <>
      <FleetFilters {...{ summary, search, params, setSearch, services, hidden }} />
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      <Rows
        {...{ list, servers, summary }}
        table={
          isPhone ? (
            <FleetCards servers={servers} groupKey={search.group} />
          ) : (
            <FleetTable
              {...{ servers, services, selection, setSelection }}
              groupKey={search.group}
              hidden={shown}
              sort={{ by, isDescending, change: changeSort }}
            />
          )
        }
      />
      <ListFoot
        shown={servers.length}
        total={list.data?.pages[0]?.total ?? servers.length}
        thing={["server", "servers"]}
        more={list}
      />
      <BulkBar selected={selected} clear={clear} editLabels={() => setLabelling(true)} />
      <LabelsDialog
        key={String(isLabelling)}
        servers={selected}
        opened={isLabelling}
        close={() => setLabelling(false)}
      />
    </>
  )
}

type RowsProps = Pick<ServersProps, "list" | "servers" | "summary"> & { table: ReactNode }

/** The table, or why there is none. */
function Rows({ list, servers, summary, table }: RowsProps) {
  if (list.isPending)
    return (
      <Card flush>
        <RowSkeleton rows={Math.min(PAGE_SIZE, Math.max(3, summary.total))} />
      </Card>
    )
  if (servers.length > 0) return table
  if (list.error) return null
  return (
    <Card>
      <EmptyState
        title="No server matches"
        action={
          <Button variant="default" onClick={() => window.history.pushState(null, "", "/fleet")}>
            Clear the filter
          </Button>
        }
      >
        {count(summary.total, "server is", "servers are")} enrolled; none fits this filter.
      </EmptyState>
    </Card>
  )
}

const SERVICE_COLUMNS_MAX = 6

/** The services of the servers in sight, most spread first, so that the common ones have a column. */
function servicesOf(servers: ServerRowView[]): ShownService[] {
  const byId = new Map<string, ShownService & { servers: number }>()
  for (const { serviceId, serviceName } of servers.flatMap((server) => server.services)) {
    const known = byId.get(serviceId) ?? { id: serviceId, name: serviceName, servers: 0 }
    byId.set(serviceId, { ...known, servers: known.servers + 1 })
  }
  return [...byId.values()]
    .sort((left, right) => right.servers - left.servers || left.name.localeCompare(right.name))
    .slice(0, SERVICE_COLUMNS_MAX)
    .map(({ id, name }) => ({ id, name }))
}
