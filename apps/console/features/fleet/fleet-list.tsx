"use client"
import { useMatches } from "@mantine/core"
import type { FleetSummaryView } from "@signalbox/domain/servers/schema"
import { useMemo, useState } from "react"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import type { Search } from "../../design/use-search.ts"
import { useHasRole } from "../shell/me.tsx"
import { BulkBar } from "./bulk-bar.tsx"
import { FleetCards } from "./fleet-cards.tsx"
import { FleetFilters } from "./fleet-filters.tsx"
import { type FleetSearch, PAGE_SIZE } from "./fleet-search.ts"
import { FleetTable } from "./fleet-table.tsx"
import { LabelsDialog } from "./labels-dialog.tsx"
import { NoServerMatches } from "./no-server-matches.tsx"
import { servicesOf } from "./services-of.ts"
import { useSelection } from "./use-selection.ts"
import { useServers } from "./use-servers.ts"

export type FleetListProps = {
  summary: FleetSummaryView
  search: FleetSearch
  params: URLSearchParams
  setSearch: (changes: Search) => void
}

/** The fleet as rows, or on a phone as cards: a page at a time, and what can be done to many at once. */
export function FleetList({ summary, search, params, setSearch }: FleetListProps) {
  const list = useServers(search.input)
  const servers = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data])
  const total = list.data?.pages[0]?.total ?? servers.length
  const selection = useSelection(servers, search.input)
  const [isLabelling, setLabelling] = useState(false)
  const isOperator = useHasRole("operator")
  const isPhone = useMatches({ base: true, sm: false })
  const services = useMemo(() => servicesOf(servers), [servers])
  const hidden = (params.get("hide") ?? "").split(",").filter(Boolean)
  const by = search.input.sort ?? "name"
  const isDescending = search.input.direction === "desc"
  const changeSort = (next: string) =>
    setSearch({ sort: next === "name" ? undefined : next, dir: next === by && !isDescending ? "desc" : undefined })

  return (
    <>
      <FleetFilters {...{ summary, search, params, setSearch, services, hidden }} />
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      {list.isPending ? (
        <Card flush>
          <RowSkeleton rows={Math.min(PAGE_SIZE, Math.max(3, summary.total))} />
        </Card>
      ) : null}
      {list.data && servers.length === 0 ? <NoServerMatches enrolled={summary.total} /> : null}
      {servers.length > 0 ? (
        isPhone ? (
          <FleetCards servers={servers} groupKey={search.group} />
        ) : (
          <FleetTable
            {...{ servers, services }}
            selection={selection.ticked}
            setSelection={selection.setTicked}
            groupKey={search.group}
            hidden={isOperator ? hidden : [...hidden, "select"]}
            sort={{ by, isDescending, change: changeSort }}
          />
        )
      ) : null}
      <ListFoot shown={servers.length} total={total} thing={["server", "servers"]} more={list} />
      <BulkBar {...selection} matching={total} editLabels={() => setLabelling(true)} />
      <LabelsDialog
        key={String(isLabelling)}
        servers={selection.selected}
        opened={isLabelling}
        close={() => setLabelling(false)}
      />
    </>
  )
}
