"use client"
import { Button, useMatches } from "@mantine/core"
import type { RolloutRowView } from "@signalbox/domain/rollouts/schema"
import { CHANGE_STATUSES, ROLLOUT_STATUSES } from "@signalbox/domain/status"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { Plus, Waypoints } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { FilterBar, FilterMenu } from "../../design/filter-bar.tsx"
import { Lamp, lampOf, Status } from "../../design/lamp.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card, Page } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { useSearch } from "../../design/use-search.ts"
import { count, took } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
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
  const rollouts = list.data?.pages.flatMap((page) => page.items) ?? []
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
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      {list.isPending ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {list.data && rollouts.length === 0 ? <NoRollout isFiltered={isFiltered} isOperator={isOperator} /> : null}
      {rollouts.length > 0 ? (
        <>
          <Rows rollouts={rollouts} />
          <ListFoot shown={rollouts.length} total={total} thing={["rollout", "rollouts"]} more={list} />
        </>
      ) : null}
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

function Rows({ rollouts }: { rollouts: RolloutRowView[] }) {
  const isPhone = useMatches({ base: true, sm: false })
  return isPhone ? <Cards rollouts={rollouts} /> : <Table rollouts={rollouts} />
}

type FiltersProps = {
  status: RolloutRowView["status"] | undefined
  serviceId: string | undefined
  serverId: string | undefined
  setSearch: (changes: Record<string, string | undefined>) => void
}

function Filters({ status, serviceId, serverId, setSearch }: FiltersProps) {
  const trpc = useTRPC()
  const services = useQuery(trpc.services.list.queryOptions({ limit: 200 }))
  const servers = useQuery(trpc.servers.list.queryOptions({ limit: 200 }))
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
      <FilterMenu
        word="Service"
        value={serviceId}
        options={(services.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        change={(value) => setSearch({ service: value })}
      />
      <FilterMenu
        word="Server"
        value={serverId}
        options={(servers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        change={(value) => setSearch({ server: value })}
      />
    </FilterBar>
  )
}

function Table({ rollouts }: { rollouts: RolloutRowView[] }) {
  return (
    <div className={table["wrap"]}>
      <table className={`${table["table"]} ${classes["listTable"]}`}>
        <thead>
          <tr>
            <th scope="col">Rollout</th>
            <th scope="col">State</th>
            <th scope="col">Service</th>
            <th scope="col">Line</th>
            <th scope="col">Servers</th>
            <th scope="col">Started</th>
            <th scope="col" className={table["right"]}>
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {rollouts.map((rollout) => (
            <tr key={rollout.id}>
              <td>
                <Link href={`/rollouts/${rollout.id}`} className={table["name"]}>
                  <span className="dim">#{rollout.number}</span> {rollout.title}
                </Link>
                {rollout.rollbackOfNumber === null ? null : (
                  <div className={classes["under"]}>puts back #{rollout.rollbackOfNumber}</div>
                )}
              </td>
              <td>
                <Status lamp={rolloutLamp(rollout)} quiet={rolloutLamp(rollout) === "clear"}>
                  {rollout.status}
                </Status>
              </td>
              <td>
                <Link href={`/services/${rollout.serviceId}`}>{rollout.serviceName}</Link>
              </td>
              <td>
                <MiniTrack rollout={rollout} />
              </td>
              <td>
                <Counts rollout={rollout} />
              </td>
              <td>
                <Age at={rollout.createdAt} ago />
                <div className={classes["under"]}>by {rollout.createdByName}</div>
              </td>
              <td className={table["right"]}>{tookOf(rollout) ?? <Age at={rollout.createdAt} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The same for a phone. */
function Cards({ rollouts }: { rollouts: RolloutRowView[] }) {
  return (
    <ul className={classes["cards"]}>
      {rollouts.map((rollout) => (
        <li key={rollout.id}>
          <Link href={`/rollouts/${rollout.id}`}>
            <span className={classes["between"]}>
              <b>
                <span className="dim">#{rollout.number}</span> {rollout.title}
              </b>
              <Status lamp={rolloutLamp(rollout)}>{rollout.status}</Status>
            </span>
            <span className={classes["between"]}>
              <span className="dim">
                {rollout.serviceName}, by {rollout.createdByName}
              </span>
              <span className="dim">
                <Age at={rollout.createdAt} ago />
              </span>
            </span>
            <Counts rollout={rollout} />
          </Link>
        </li>
      ))}
    </ul>
  )
}

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
    <Card>
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
    </Card>
  )
}
