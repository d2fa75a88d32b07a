"use client"
import { Button } from "@mantine/core"
import type { ServiceRowView } from "@signalbox/domain/services/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Layers, Plus } from "lucide-react"
import Link from "next/link"
import type { Column } from "../../design/data-table.tsx"
import { FilterBar, FilterText } from "../../design/filter-bar.tsx"
import { Status } from "../../design/lamp.tsx"
import { Page } from "../../design/page.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
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
      <PagedList
        list={list}
        label="Services"
        thing={["service", "services"]}
        columns={COLUMNS}
        rowKey={(service) => service.id}
        className={classes["table"]}
        empty={<NoService filtered={text !== ""} isOperator={isOperator} />}
      />
    </Page>
  )
}

const COLUMNS: Column<ServiceRowView>[] = [
  {
    head: "Service",
    phone: "title",
    cell: (service) => (
      <>
        <Link href={`/services/${service.id}`} className={table["name"]}>
          {service.name}
        </Link>
        <div className={classes["under"]}>{service.description}</div>
      </>
    ),
  },
  { head: "Env file", phone: "wide", className: "mono", cell: (service) => service.envPath },
  {
    head: "Units",
    phone: "wide",
    cell: (service) => service.units.map((unit) => unit.replace(/\.service$/, "")).join(", ") || "none",
  },
  { head: "Versions", cell: (service) => <Spread spread={service.spread} /> },
  { head: "State", phone: "corner", cell: (service) => <ServiceState service={service} /> },
  { head: "Servers", right: true, cell: (service) => service.servers.toLocaleString("en") },
]

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
  )
}
