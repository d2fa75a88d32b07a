"use client"
import { ActionIcon, Checkbox, Menu, SegmentedControl } from "@mantine/core"
import type { FleetSummaryView } from "@signalbox/domain/servers/schema"
import { SERVER_STATUSES } from "@signalbox/domain/status"
import { Columns3, LayoutGrid, type LucideIcon, Rows3, Tags } from "lucide-react"
import { FilterBar, FilterMenu, FilterText } from "../../design/filter-bar.tsx"
import { Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import type { Search } from "../../design/use-search.ts"
import { ServiceFilter } from "../services/service-filter.tsx"
import classes from "./fleet.module.css"
import type { ShownService } from "./fleet-columns.tsx"
import type { FleetSearch } from "./fleet-search.ts"
import { LabelMenus } from "./label-menus.tsx"

type FleetFiltersProps = {
  summary: FleetSummaryView
  search: FleetSearch
  params: URLSearchParams
  setSearch: (changes: Search) => void
  /** What the table has columns for; a grid has none. */
  services?: ShownService[]
  hidden?: string[]
}

const CHOICES = ["group", "status", "service", "mark"]

export function FleetFilters({ summary, search, params, setSearch, services, hidden = [] }: FleetFiltersProps) {
  return (
    <FilterBar
      text={<FilterText label="Filter servers" value={params.get("q") ?? ""} change={(q) => setSearch({ q })} />}
      chosen={[...params.keys()].filter((name) => CHOICES.includes(name) || name.startsWith("l.")).length}
      looks={
        <>
          {services ? (
            <ColumnsMenu services={services} hidden={hidden} change={(hide) => setSearch({ hide: hide.join(",") })} />
          ) : null}
          <SegmentedControl
            aria-label="View"
            value={search.view}
            onChange={(view) => setSearch({ view: view === "table" ? undefined : view })}
            data={[
              { value: "table", label: <ViewName icon={Rows3} name="Table" /> },
              { value: "grid", label: <ViewName icon={LayoutGrid} name="Heat grid" /> },
            ]}
          />
        </>
      }
    >
      {summary.labelKeys.length > 0 ? (
        <FilterMenu
          word="Group by"
          any="nothing"
          icon={<Tags aria-hidden="true" />}
          value={search.group}
          options={summary.labelKeys.map(({ key }) => ({ value: key, label: key }))}
          change={(group) => setSearch({ group: group ?? "none" })}
        />
      ) : null}
      <FilterMenu
        word="State"
        value={params.get("status") ?? undefined}
        options={SERVER_STATUSES.map((status) => ({
          value: status,
          label: <Status lamp={lampOf.server(status)}>{status}</Status>,
        }))}
        change={(status) => setSearch({ status })}
      />
      <ServiceFilter value={params.get("service") ?? undefined} change={(service) => setSearch({ service })} />
      <LabelMenus labelKeys={summary.labelKeys} params={params} change={setSearch} />
    </FilterBar>
  )
}

function ViewName({ icon: Icon, name }: { icon: LucideIcon; name: string }) {
  return (
    <span className={classes["viewName"]}>
      <Icon className="icon" aria-hidden="true" />
      {name}
    </span>
  )
}

const COLUMNS = [
  { id: "labels", name: "Labels" },
  { id: "units", name: "Units" },
  { id: "cpu", name: "CPU" },
  { id: "memory", name: "Memory" },
  { id: "disk", name: "Disk" },
  { id: "seen", name: "Seen" },
]

type ColumnsMenuProps = { services: ShownService[]; hidden: string[]; change: (hidden: string[]) => void }

function ColumnsMenu({ services, hidden, change }: ColumnsMenuProps) {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Columns" title="Columns" className="no-phone">
          <Columns3 className="icon" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {[...services, ...COLUMNS].map(({ id, name }) => {
          const isShown = !hidden.includes(id)
          return (
            <Menu.Item
              key={id}
              onClick={() => change(isShown ? [...hidden, id] : hidden.filter((other) => other !== id))}
              leftSection={<Checkbox checked={isShown} readOnly tabIndex={-1} aria-hidden="true" />}
            >
              {name}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
