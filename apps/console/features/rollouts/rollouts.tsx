"use client"
import { Button } from "@mantine/core"
import type { RolloutRowView } from "@signalbox/domain/rollouts/schema"
import { CHANGE_STATUSES, ROLLOUT_STATUSES } from "@signalbox/domain/status"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Plus, Waypoints } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { FilterBar, FilterMenu } from "../../design/filter-bar.tsx"
import { Lamp, Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { Page } from "../../design/page.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { useSearch } from "../../design/use-search.ts"
import { count, took } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { ServerFilter } from "../servers/server-filter.tsx"
import { ServiceFilter } from "../services/service-filter.tsx"
import { useHasRole } from "../shell/me.tsx"
import { MiniTrack } from "./mini-track.tsx"
import { rolloutLamp } from "./rollout-batches.ts"
import classes from "./rollouts.module.css"

/** What was changed, and how it went. */
export function Rollouts() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const isOperator = useHasRole("operator")
  const search = readSearch(params)
  const { status, serviceId, serverId } = search
  const isFiltered = Object.keys(search).length > 0
  const list = useInfiniteQuery(
    trpc.rollouts.list.infiniteQueryOptions({ limit: 50, ...search }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const total = list.data?.pages[0]?.total ?? 0
  return (
    <Page
      title="Rollouts"
      facts={list.data ? count(total, "rollout") : null}
      actions={
        isOperator ? (
          <Button component={Link} href="/rollouts/new" leftSection={<Plus />}>
            Plan a rollout
          </Button>
        ) : null
      }
    >
      {isFiltered || total > 0 ? <Filters {...{ status, serviceId, serverId, setSearch }} /> : null}
      <PagedList
        list={list}
        label="Rollouts"
        thing={["rollout", "rollouts"]}
        columns={COLUMNS}
        rowKey={(rollout) => rollout.id}
        className={classes["listTable"]}
        empty={<NoRollout isFiltered={isFiltered} isOperator={isOperator} />}
      />
    </Page>
  )
}

type RolloutSearch = { status?: RolloutRowView["status"]; serviceId?: string; serverId?: string }

function readSearch(params: URLSearchParams): RolloutSearch {
  const status = ROLLOUT_STATUSES.find((word) => word === params.get("status"))
  const serviceId = params.get("service")
  const serverId = params.get("server")
  return { ...(status ? { status } : {}), ...(serviceId ? { serviceId } : {}), ...(serverId ? { serverId } : {}) }
}

type FiltersProps = {
  status: RolloutRowView["status"] | undefined
  serviceId: string | undefined
  serverId: string | undefined
  setSearch: (changes: Record<string, string | undefined>) => void
}

function Filters({ status, serviceId, serverId, setSearch }: FiltersProps) {
  return (
    <FilterBar text={null} chosen={[status, serviceId, serverId].filter(Boolean).length}>
      <FilterMenu
        word="State"
        value={status}
        options={ROLLOUT_STATUSES.map((value) => ({
          value,
          label: <Status lamp={lampOf.rollout(value)}>{value}</Status>,
        }))}
        change={(value) => setSearch({ status: value })}
      />
      <ServiceFilter value={serviceId} change={(value) => setSearch({ service: value })} />
      <ServerFilter value={serverId} change={(value) => setSearch({ server: value })} />
    </FilterBar>
  )
}

const COLUMNS: Column<RolloutRowView>[] = [
  {
    head: "Rollout",
    phone: "title",
    cell: (rollout) => (
      <>
        <Link href={`/rollouts/${rollout.id}`} className={table["name"]}>
          <span className="dim">#{rollout.number}</span> {rollout.title}
        </Link>
        <div className={table["under"]}>
          {rollout.rollbackOfNumber === null ? null : `puts back #${rollout.rollbackOfNumber}`}
        </div>
      </>
    ),
  },
  {
    head: "State",
    phone: "corner",
    cell: (rollout) => (
      <Status lamp={rolloutLamp(rollout)} quiet={rolloutLamp(rollout) === "clear"}>
        {rollout.status}
      </Status>
    ),
  },
  {
    head: "Service",
    cell: (rollout) => <Link href={`/services/${rollout.serviceId}`}>{rollout.serviceName}</Link>,
  },
  { head: "Line", phone: "none", cell: (rollout) => <MiniTrack rollout={rollout} /> },
  { head: "Servers", phone: "wide", cell: (rollout) => <Counts rollout={rollout} /> },
  {
    head: "Started",
    cell: (rollout) => (
      <>
        <Age at={rollout.createdAt} ago />
        <div className={table["under"]}>by {rollout.createdByName}</div>
      </>
    ),
  },
  { head: "Took", right: true, cell: (rollout) => tookOf(rollout) ?? <Age at={rollout.createdAt} /> },
]

/** Green figures are left plain: a list with nothing wrong has almost no colour. */
function Counts({ rollout }: { rollout: RolloutRowView }) {
  const shown = CHANGE_STATUSES.filter((status) => rollout.counts[status] > 0)
  if (shown.length === 0) return <span className="dim">none</span>
  return (
    <span className={classes["listCounts"]}>
      {shown.map((status) =>
        status === "applied" ? (
          <span key={status}>{rollout.counts[status].toLocaleString("en")} applied</span>
        ) : (
          <Status key={status} lamp={lampOf.change(status)} size="s">
            {rollout.counts[status].toLocaleString("en")} {status}
          </Status>
        ),
      )}
    </span>
  )
}

function tookOf({ createdAt, finishedAt }: RolloutRowView): string | null {
  return finishedAt === null ? null : took(Math.round((Date.parse(finishedAt) - Date.parse(createdAt)) / 1_000) * 1_000)
}

function NoRollout({ isFiltered, isOperator }: { isFiltered: boolean; isOperator: boolean }) {
  return (
    <EmptyState
      icon={isFiltered ? <Lamp kind="skipped" /> : <Waypoints size={28} strokeWidth={1.5} />}
      title={isFiltered ? "No rollout fits" : "Nothing was rolled out yet"}
      action={
        isFiltered ? (
          <Button variant="default" component={Link} href="/rollouts">
            Clear the filter
          </Button>
        ) : isOperator ? (
          <Button component={Link} href="/rollouts/new">
            Plan the first rollout
          </Button>
        ) : null
      }
    >
      {isFiltered
        ? "Change the filter, or clear it."
        : "Save a new env for a service, look at the plan, start it: it goes server by server, is verified on each, and puts itself back where it is not well."}
    </EmptyState>
  )
}
