"use client"
import { Button } from "@mantine/core"
import type { FleetSummaryView } from "@signalbox/domain/servers/schema"
import { useQuery } from "@tanstack/react-query"
import { Plus } from "lucide-react"
import { useMemo } from "react"
import { Card, Page } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { clockUtc, count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import { EnrolDrawer } from "./enrol-drawer.tsx"
import { FirstSteps } from "./first-steps.tsx"
import { FleetFilters } from "./fleet-filters.tsx"
import { FleetGrid } from "./fleet-grid.tsx"
import { FleetList, type FleetListProps } from "./fleet-list.tsx"
import { readFleetSearch } from "./fleet-search.ts"
import { Shelf } from "./shelf.tsx"

/** Is all well, and where not? */
export function Fleet() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const summary = useQuery(trpc.servers.summary.queryOptions())
  const isOperator = useHasRole("operator")
  const search = useMemo(() => readFleetSearch(params, summary.data), [params, summary.data])
  return (
    <Page
      title="Fleet"
      facts={
        summary.data ? (
          <>
            <span>
              {count(summary.data.total, "server")}
              {groupsWords(summary.data, search.group)}
            </span>
            <span>as of {clockUtc(summary.dataUpdatedAt)} UTC</span>
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
          <View {...{ search, params, setSearch }} summary={summary.data} />
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

function View(props: FleetListProps) {
  const { summary, search } = props
  if (search.view === "table") return <FleetList {...props} />
  return (
    <>
      <FleetFilters {...props} />
      <FleetGrid search={search} enrolled={summary.total} />
    </>
  )
}

/** Groups of the whole fleet, those without the label being one more; one group is no grouping. */
function groupsWords({ labelKeys, total }: FleetSummaryView, group: string | undefined): string {
  const values = labelKeys.find(({ key }) => key === group)?.values ?? []
  const labelled = values.reduce((sum, { servers }) => sum + servers, 0)
  const groups = values.length + (labelled < total ? 1 : 0)
  return group && groups > 1 ? ` in ${count(groups, "group")}` : ""
}
