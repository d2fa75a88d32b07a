"use client"
import type { FleetSummaryView } from "@signalbox/domain/servers/schema"
import { FilterMenu } from "../../design/filter-bar.tsx"
import type { Search } from "../../design/use-search.ts"
import { labelParam } from "./fleet-search.ts"

/** Label keys beyond these are reached by typing: a bar of twenty menus helps nobody. */
const LABEL_MENUS_MAX = 4

type LabelMenusProps = {
  labelKeys: FleetSummaryView["labelKeys"]
  params: URLSearchParams
  change: (changes: Search) => void
}

/** A menu for each label that servers carry. */
export function LabelMenus({ labelKeys, params, change }: LabelMenusProps) {
  return labelKeys.slice(0, LABEL_MENUS_MAX).map(({ key, values }) => (
    <FilterMenu
      key={key}
      word={key}
      value={params.get(labelParam(key)) ?? undefined}
      options={values.map(({ value, servers }) => ({
        value,
        label: (
          <>
            {value} <span className="dim">{servers}</span>
          </>
        ),
      }))}
      change={(value) => change({ [labelParam(key)]: value })}
    />
  ))
}
