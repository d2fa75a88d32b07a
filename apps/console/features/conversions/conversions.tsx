"use client"
import type { ConversionRowView } from "@signalbox/domain/conversions/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Waypoints } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import { Page } from "../../design/page.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { RedisTabs } from "../redis/redis-tabs.tsx"
import { conversionLamp, phaseWord, statusWord } from "./conversion-words.ts"
import { ConvertButton } from "./convert-button.tsx"

/** Which fleets were converted to hybrid, and how it went. */
export function Conversions() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.conversions.list.infiniteQueryOptions({ limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  return (
    <Page
      title="Conversions"
      way={[{ label: "Redis", href: "/redis" }, { label: "Conversions" }]}
      facts={list.data ? count(list.data.pages[0]?.total ?? 0, "conversion") : null}
      actions={<ConvertButton />}
    >
      <RedisTabs />
      <PagedList
        list={list}
        label="Conversions"
        thing={["conversion", "conversions"]}
        columns={COLUMNS}
        rowKey={(conversion) => conversion.id}
        empty={
          <EmptyState icon={<Waypoints size={28} strokeWidth={1.5} />} title="No fleet was converted yet">
            A conversion gives each server a Redis of its own, leaves the shared queue where it is, and measures before
            and after.
          </EmptyState>
        }
      />
    </Page>
  )
}

const COLUMNS: Column<ConversionRowView>[] = [
  {
    head: "Conversion",
    phone: "title",
    cell: ({ id, number, title }) => (
      <Link href={`/redis/conversions/${id}`} className={table["name"]}>
        <span className="dim">#{number}</span> {title}
      </Link>
    ),
  },
  {
    head: "State",
    phone: "corner",
    cell: ({ status }) => (
      <Status lamp={conversionLamp(status)} quiet={status === "finished"}>
        {statusWord(status)}
      </Status>
    ),
  },
  { head: "Phase", cell: ({ phase }) => phaseWord(phase) },
  { head: "Servers", right: true, cell: ({ servers }) => servers.toLocaleString("en") },
  { head: "Steps", right: true, cell: ({ stepsDone, stepsTotal }) => `${stepsDone} of ${stepsTotal}` },
  {
    head: "Started",
    cell: ({ createdAt, createdByName }) => (
      <>
        <Age at={createdAt} ago />
        <div className={table["under"]}>by {createdByName}</div>
      </>
    ),
  },
]
