"use client"
import { Button } from "@mantine/core"
import type { ServiceRowView } from "@signalbox/domain/services/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Layers, Plus } from "lucide-react"
import Link from "next/link"
import { FilterBar, FilterText } from "../../design/filter-bar.tsx"
import { Status } from "../../design/lamp.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card, Page } from "../../design/page.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import classes from "./services.module.css"

/** What runs everywhere. */
export function Services() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const text = params.get("q") ?? ""
  const isOperator = useHasRole("operator")
  const list = useInfiniteQuery(
    trpc.services.list.infiniteQueryOptions(
      { ...(text ? { text } : {}), limit: 50 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const services = list.data?.pages.flatMap((page) => page.items) ?? []
  const total = list.data?.pages[0]?.total ?? 0
  return (
    <Page
      title="Services"
      facts={list.data ? count(total, "service") : null}
      actions={
        isOperator ? (
          <Button component={Link} href="/services/new" leftSection={<Plus />}>
            New service
          </Button>
        ) : null
      }
    >
      {text || total > 8 ? (
        <FilterBar text={<FilterText label="Filter services" value={text} change={(q) => setSearch({ q })} />} />
      ) : null}
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      {list.isPending ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {list.data && services.length === 0 ? <NoService filtered={text !== ""} isOperator={isOperator} /> : null}
      {services.length > 0 ? (
        <>
          <TableScroll label="Services">
            <table className={`${table["table"]} ${classes["table"]}`}>
              <thead>
                <tr>
                  <th scope="col">Service</th>
                  <th scope="col">Env file</th>
                  <th scope="col">Units</th>
                  <th scope="col">Versions in use</th>
                  <th scope="col">State</th>
                  <th scope="col" className={table["right"]}>
                    Servers
                  </th>
                </tr>
              </thead>
              <tbody>
                {services.map((service) => (
                  <ServiceRow key={service.id} service={service} />
                ))}
              </tbody>
            </table>
          </TableScroll>
          <ListFoot shown={services.length} total={total} thing={["service", "services"]} more={list} />
        </>
      ) : null}
    </Page>
  )
}

function ServiceRow({ service }: { service: ServiceRowView }) {
  return (
    <tr>
      <td>
        <Link href={`/services/${service.id}`} className={table["name"]}>
          {service.name}
        </Link>
        <div className={classes["under"]}>{service.description}</div>
      </td>
      <td className="mono">{service.envPath}</td>
      <td>
        <span className={classes["units"]}>
          {service.units.map((unit) => unit.replace(/\.service$/, "")).join(", ") || "none"}
        </span>
      </td>
      <td>
        <Spread spread={service.spread} />
      </td>
      <td>
        <ServiceState service={service} />
      </td>
      <td className={table["right"]}>{service.servers.toLocaleString("en")}</td>
    </tr>
  )
}

function Spread({ spread }: { spread: ServiceRowView["spread"] }) {
  if (spread.length === 0) return <span className="dim">nowhere</span>
  return (
    <span className={classes["spread"]}>
      {spread.map(({ number, servers }) => (
        <span key={number ?? "none"}>
          <VersionPlate number={number} /> <span className="dim">on {servers}</span>
        </span>
      ))}
    </span>
  )
}

function ServiceState({ service: { drifted, behind, servers } }: { service: ServiceRowView }) {
  if (servers === 0) return <span className="dim">not assigned</span>
  if (drifted === 0 && behind === 0) return <span className="dim">as wanted</span>
  return (
    <span className={classes["spread"]}>
      {drifted > 0 ? (
        <Status lamp="caution" size="s">
          {drifted} drifted
        </Status>
      ) : null}
      {behind > 0 ? (
        <Status lamp="caution" size="s">
          {behind} behind
        </Status>
      ) : null}
    </span>
  )
}

function NoService({ filtered, isOperator }: { filtered: boolean; isOperator: boolean }) {
  return (
    <Card>
      <EmptyState
        icon={<Layers size={28} strokeWidth={1.5} />}
        title={filtered ? "No service matches" : "No service is described yet"}
        action={
          isOperator && !filtered ? (
            <Button component={Link} href="/services/new">
              Describe a service
            </Button>
          ) : null
        }
      >
        {filtered
          ? "Change the filter, or clear it."
          : "A service is what runs alike on many servers: an env file, the units that read it, and the checks that prove that they work."}
      </EmptyState>
    </Card>
  )
}
