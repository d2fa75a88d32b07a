import type {
  FleetSummaryView,
  ListServersInput,
  ListServersInput as ListServersSchema,
} from "@signalbox/domain/servers/schema"
import { SERVER_STATUSES } from "@signalbox/domain/status"
import type { z } from "zod"

type Input = z.input<typeof ListServersSchema>
type Sort = ListServersInput["sort"]

const SORTS: readonly Sort[] = ["name", "status", "lastSeenAt", "cpu", "memory", "disk"]
const LABEL_PREFIX = "l."
export const PAGE_SIZE = 100

export const VIEWS = ["table", "grid"] as const
export type FleetView = (typeof VIEWS)[number]

export type FleetSearch = {
  input: Input
  group: string | undefined
  labels: Record<string, string>
  view: FleetView
}

/** What the URL asks of the fleet. */
export function readFleetSearch(params: URLSearchParams, summary: FleetSummaryView | undefined): FleetSearch {
  const labels = Object.fromEntries(
    [...params].filter(([name]) => name.startsWith(LABEL_PREFIX)).map(([name, value]) => [name.slice(2), value]),
  )
  const text = params.get("q")
  const status = SERVER_STATUSES.find((word) => word === params.get("status"))
  const mark = (["drifted", "behind"] as const).find((word) => word === params.get("mark"))
  const serviceId = params.get("service")
  const sort = SORTS.find((word) => word === params.get("sort"))
  return {
    labels,
    view: VIEWS.find((one) => one === params.get("view")) ?? "table",
    group: chooseGroup(params.get("group"), summary),
    input: {
      limit: PAGE_SIZE,
      ...(text ? { text } : {}),
      ...(status ? { status } : {}),
      ...(mark ? { mark } : {}),
      ...(serviceId ? { serviceId } : {}),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(sort ? { sort } : {}),
      ...(params.get("dir") === "desc" ? { direction: "desc" as const } : {}),
    },
  }
}

export const labelParam = (key: string) => `${LABEL_PREFIX}${key}`

/** Grouped by the environment where servers have one, unless the URL says otherwise. */
function chooseGroup(asked: string | null, summary: FleetSummaryView | undefined): string | undefined {
  if (asked === "none") return undefined
  const keys = summary?.labelKeys.map(({ key }) => key) ?? []
  if (asked && keys.includes(asked)) return asked
  return keys.includes("env") ? "env" : undefined
}
