"use client"
import type { ReactNode } from "react"
import { type Column, DataTable } from "./data-table.tsx"
import { ListFoot } from "./list-foot.tsx"
import { Card } from "./page.tsx"
import { ErrorPanel, RowSkeleton } from "./states.tsx"

/** What an infinite query of one of our lists gives. */
type Paged<Row> = {
  data: { pages: { items: Row[]; total: number }[] } | undefined
  error: unknown
  refetch: () => unknown
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

type PagedListProps<Row> = {
  list: Paged<Row>
  label: string
  thing: [one: string, many: string]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string | number
  isOld?: (row: Row) => boolean
  /** Why nothing is listed, and what comes next. */
  empty: ReactNode
  className?: string | undefined
}

/** A list that comes page by page, in each of its states: on its way, failed, empty, there. */
export function PagedList<Row>({ list, thing, empty, ...table }: PagedListProps<Row>) {
  const rows = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      {!list.data && !list.error ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {list.data && rows.length === 0 ? <Card>{empty}</Card> : null}
      {rows.length > 0 ? (
        <>
          <DataTable {...table} rows={rows} />
          <ListFoot shown={rows.length} total={list.data?.pages[0]?.total ?? rows.length} thing={thing} more={list} />
        </>
      ) : null}
    </>
  )
}
