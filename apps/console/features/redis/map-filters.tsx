"use client"
import { SegmentedControl } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { FilterBar } from "../../design/filter-bar.tsx"
import type { Search } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { LabelMenus } from "../fleet/label-menus.tsx"
import { ServerFilter } from "../servers/server-filter.tsx"
import classes from "./redis.module.css"

type MapFiltersProps = { params: URLSearchParams; setSearch: (changes: Search) => void; isList: boolean }

/** Which servers are drawn, and how; any change begins again at the first of them. */
export function MapFilters({ params, setSearch, isList }: MapFiltersProps) {
  const trpc = useTRPC()
  const summary = useQuery(trpc.servers.summary.queryOptions())
  return (
    <FilterBar
      text={null}
      chosen={[...params.keys()].filter((name) => name === "server" || name.startsWith("l.")).length}
      looks={
        <SegmentedControl
          className={classes["mapOrList"] ?? ""}
          aria-label="View"
          value={isList ? "list" : "map"}
          onChange={(view) => setSearch({ view: view === "map" ? undefined : view })}
          data={[
            { value: "map", label: "Map" },
            { value: "list", label: "List" },
          ]}
        />
      }
    >
      <ServerFilter
        value={params.get("server") ?? undefined}
        change={(server) => setSearch({ server, page: undefined })}
      />
      <LabelMenus
        labelKeys={summary.data?.labelKeys ?? []}
        params={params}
        change={(changes) => setSearch({ ...changes, page: undefined })}
      />
    </FilterBar>
  )
}
