"use client"
import type { RedisInstanceRowView } from "@signalbox/domain/redis/schema"
import type { ReactNode } from "react"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { FilterBar, FilterMenu } from "../../design/filter-bar.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import type { Search } from "../../design/use-search.ts"
import { InstanceLink } from "./instance-link.tsx"
import { addressOf, titleOf } from "./redis-words.ts"
import type { useEachInstance } from "./use-each-instance.ts"

export type OfInstance<Row> = { row: Row; instance: RedisInstanceRowView; key: string }

/** A column of one instance's table, in the table of all of them. */
export const ofInstance = <Row,>(columns: readonly Column<Row>[]): Column<OfInstance<Row>>[] => {
  const own = columns.map((column) => ({ ...column, cell: ({ row }: OfInstance<Row>) => column.cell(row) }))
  return [...own.slice(0, 1), INSTANCE, ...own.slice(1)]
}

const INSTANCE: Column<OfInstance<unknown>> = {
  head: "Instance",
  cell: ({ instance }) => (
    <InstanceLink id={instance.id} name={instance.name} kind={instance.kind} server={instance.server} />
  ),
}

type AcrossProps<Row> = {
  label: string
  each: ReturnType<typeof useEachInstance>
  answers: readonly { isPending: boolean; error: unknown }[]
  columns: readonly Column<OfInstance<Row>>[]
  rows: readonly OfInstance<Row>[]
  instanceId: string | null
  setSearch: (changes: Search) => void
  empty: ReactNode
}

/** Rows of every instance in one table, as far as they were asked; the rest on a click. */
export function AcrossInstances<Row>({ each, answers, rows, instanceId, setSearch, ...shown }: AcrossProps<Row>) {
  const { list, all } = each
  const error = list.error ?? answers.find((answer) => answer.error)?.error
  const isPending = !list.data || (rows.length === 0 && answers.some((answer) => answer.isPending))
  return (
    <>
      {all.length > 1 ? <InstanceFilter {...{ all, instanceId, setSearch }} /> : null}
      {error ? <ErrorPanel error={error} retry={list.refetch} /> : null}
      {isPending && !error ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {!isPending && rows.length === 0 ? <Card>{shown.empty}</Card> : null}
      {rows.length > 0 ? (
        <DataTable
          label={shown.label}
          columns={shown.columns}
          rows={rows}
          rowKey={({ key }) => key}
          isOld={({ instance }) => instance.state === "unknown"}
        />
      ) : null}
      {all.length > 0 && !instanceId ? (
        <ListFoot
          shown={all.length}
          total={list.data?.pages[0]?.total ?? all.length}
          thing={["instance", "instances"]}
          more={list}
        />
      ) : null}
    </>
  )
}

type InstanceFilterProps = {
  all: readonly RedisInstanceRowView[]
  instanceId: string | null
  setSearch: (changes: Search) => void
}

function InstanceFilter({ all, instanceId, setSearch }: InstanceFilterProps) {
  return (
    <FilterBar text={null} chosen={instanceId ? 1 : 0}>
      <FilterMenu
        word="Instance"
        value={instanceId ?? undefined}
        options={all.map((one) => ({ value: one.id, label: `${titleOf(one)}, ${one.server?.name ?? addressOf(one)}` }))}
        change={(instance) => setSearch({ instance })}
      />
    </FilterBar>
  )
}
