"use client"
import { UnstyledButton } from "@mantine/core"
import type { ServerRowView } from "@signalbox/domain/servers/schema"
import { type Row, type RowSelectionState, useTable } from "@tanstack/react-table"
import { useWindowVirtualizer } from "@tanstack/react-virtual"
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight } from "lucide-react"
import { useRouter } from "next/navigation"
import { type Dispatch, type KeyboardEvent, type SetStateAction, useMemo, useRef, useState } from "react"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { count } from "../../design/words.ts"
import { fleetColumns, fleetFeatures, type ShownService, SORT_BY } from "./fleet-columns.tsx"
import { GroupLamps } from "./group-lamps.tsx"
import { groupServers } from "./groups.ts"

type FleetTableProps = {
  servers: ServerRowView[]
  services: ShownService[]
  groupKey: string | undefined
  selection: RowSelectionState
  setSelection: Dispatch<SetStateAction<RowSelectionState>>
  hidden: string[]
  sort: { by: string; isDescending: boolean; change: (by: string) => void }
}

type Line = { kind: "group"; value: string | undefined; servers: ServerRowView[] } | { kind: "server"; id: string }

const ROW_PX = 47
const GROUP_PX = 33
/** Below this many lines all are drawn: find in page and screen readers get the whole table. */
const VIRTUAL_FROM = 100

export function FleetTable(props: FleetTableProps) {
  const { servers, services, groupKey, selection, setSelection, hidden, sort } = props
  const columns = useMemo(() => fleetColumns(services), [services])
  const columnVisibility = Object.fromEntries(hidden.map((id) => [id, false]))
  const model = useTable({
    features: fleetFeatures,
    columns,
    data: servers,
    getRowId: (server) => server.id,
    state: { rowSelection: selection, columnVisibility },
    onRowSelectionChange: setSelection,
  })
  const rows = model.getRowModel().rowsById
  const [closed, setClosed] = useState<(string | undefined)[]>([])
  const lines = useMemo(() => toLines(servers, groupKey, closed), [servers, groupKey, closed])
  const body = useRef<HTMLTableSectionElement>(null)
  const isVirtual = lines.length > VIRTUAL_FROM
  const virtual = useWindowVirtualizer({
    count: lines.length,
    enabled: isVirtual,
    estimateSize: (at) => (lines[at]?.kind === "group" ? GROUP_PX : ROW_PX),
    overscan: 12,
    scrollMargin: body.current?.offsetTop ?? 0,
  })
  const drawn = isVirtual ? virtual.getVirtualItems().map((item) => item.index) : lines.map((_, at) => at)
  const first = virtual.getVirtualItems()[0]
  // The tab key reaches one row; the arrows go on from there.
  const entry = drawn.map((at) => lines[at]).find((line) => line?.kind === "server")
  const last = virtual.getVirtualItems().at(-1)
  const width = model.getVisibleLeafColumns().length

  return (
    <TableScroll label="Servers">
      <table className={table["table"]} aria-rowcount={lines.length}>
        <thead>
          {model.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={header.id === "seen" ? table["right"] : undefined}
                  aria-sort={
                    sort.by === SORT_BY[header.id] ? (sort.isDescending ? "descending" : "ascending") : undefined
                  }
                >
                  <SortHead id={header.id} sort={sort}>
                    <model.FlexRender header={header} />
                  </SortHead>
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody ref={body} onKeyDown={moveBetweenRows}>
          {isVirtual && first ? <Spacer height={first.start - virtual.options.scrollMargin} width={width} /> : null}
          {drawn.map((at) => {
            const line = lines[at]
            if (!line) return null
            if (line.kind === "group")
              return (
                <GroupRow
                  key={`group ${line.value}`}
                  label={groupKey ?? ""}
                  {...{ width, line }}
                  isClosed={closed.includes(line.value)}
                  toggle={() =>
                    setClosed((now) =>
                      now.includes(line.value) ? now.filter((value) => value !== line.value) : [...now, line.value],
                    )
                  }
                />
              )
            const row = rows[line.id]
            return row ? (
              <ServerRow
                key={line.id}
                row={row}
                isEntry={line === entry}
                render={(cell) => <model.FlexRender cell={cell} />}
              />
            ) : null
          })}
          {isVirtual && last ? (
            <Spacer height={virtual.getTotalSize() - (last.end - virtual.options.scrollMargin)} width={width} />
          ) : null}
        </tbody>
      </table>
    </TableScroll>
  )
}

function toLines(servers: ServerRowView[], groupKey: string | undefined, closed: (string | undefined)[]): Line[] {
  return groupServers(servers, groupKey).flatMap((group): Line[] => {
    const members = group.servers.map((server): Line => ({ kind: "server", id: server.id }))
    if (!groupKey) return members
    return [{ kind: "group", ...group }, ...(closed.includes(group.value) ? [] : members)]
  })
}

type FleetRow = Row<typeof fleetFeatures, ServerRowView>
type FleetCell = ReturnType<FleetRow["getVisibleCells"]>[number]

type ServerRowProps = { row: FleetRow; isEntry: boolean; render: (cell: FleetCell) => React.ReactNode }

function ServerRow({ row, isEntry, render }: ServerRowProps) {
  const router = useRouter()
  function onKeyDown(event: KeyboardEvent<HTMLTableRowElement>) {
    if (event.target !== event.currentTarget) return
    if (event.key === "x") row.toggleSelected()
    else if (event.key === "Enter") router.push(`/servers/${row.id}`)
  }
  return (
    <tr
      tabIndex={isEntry ? 0 : -1}
      data-server-row
      onKeyDown={onKeyDown}
      data-selected={row.getIsSelected() || undefined}
      data-old={row.original.status !== "online" || undefined}
    >
      {row.getVisibleCells().map((cell) => (
        <td key={cell.id} className={cell.column.id === "seen" ? table["right"] : undefined}>
          {render(cell)}
        </td>
      ))}
    </tr>
  )
}

function moveBetweenRows(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-server-row]")]
  const at = rows.findIndex((row) => row.matches(":focus"))
  if (step === 0 || at === -1) return
  event.preventDefault()
  rows[at + step]?.focus()
}

type GroupRowProps = {
  label: string
  width: number
  line: Extract<Line, { kind: "group" }>
  isClosed: boolean
  toggle: () => void
}

function GroupRow({ label, width, line, isClosed, toggle }: GroupRowProps) {
  const Chevron = isClosed ? ChevronRight : ChevronDown
  return (
    <tr className={table["group"]}>
      <th colSpan={width} scope="colgroup">
        <div className={table["groupRow"]}>
          <UnstyledButton className={table["groupName"]} aria-expanded={!isClosed} onClick={toggle}>
            <Chevron aria-hidden="true" />
            <span className="mono">
              {line.value ? `${label}=` : `no ${label}`}
              {line.value ? <b>{line.value}</b> : null}
            </span>
          </UnstyledButton>
          <span className="dim">{count(line.servers.length, "server")}</span>
          <span>
            <GroupLamps servers={line.servers} />
          </span>
        </div>
      </th>
    </tr>
  )
}

function SortHead({ id, sort, children }: { id: string; sort: FleetTableProps["sort"]; children: React.ReactNode }) {
  const by = SORT_BY[id]
  if (!by) return children
  const isOn = sort.by === by
  const Arrow = sort.isDescending ? ArrowUp : ArrowDown
  return (
    <UnstyledButton className={table["sort"]} data-on={isOn || undefined} onClick={() => sort.change(by)}>
      {children}
      {isOn ? <Arrow aria-hidden="true" /> : null}
    </UnstyledButton>
  )
}

function Spacer({ height, width }: { height: number; width: number }) {
  return height > 0 ? (
    <tr>
      <td colSpan={width} style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null
}
