"use client"
import { Button, Drawer } from "@mantine/core"
import { useMediaQuery } from "@mantine/hooks"
import type { RedisTopologyView } from "@signalbox/domain/redis/schema"
import { Database } from "lucide-react"
import { useMemo } from "react"
import { Age } from "../../design/age.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { type Search, useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useHasRole } from "../shell/me.tsx"
import { InstancePanel } from "./instance-panel.tsx"
import { MapFilters } from "./map-filters.tsx"
import { MapLegend } from "./map-legend.tsx"
import { MapChoice } from "./map-nodes.tsx"
import { MapPager, SERVERS_PER_PAGE } from "./map-pager.tsx"
import classes from "./redis.module.css"
import { RedisFrame } from "./redis-frame.tsx"
import { RedisMap } from "./redis-map.tsx"
import { isEmptyTopology, readTopologyInput, wrongFirst } from "./topology.ts"
import { TopologyList } from "./topology-list.tsx"
import { useOldServers, useTopology } from "./use-topology.ts"
import { WrongUnits } from "./wrong-units.tsx"

/** Which Redis does what: units and the sockets that they really hold. */
export function RedisMapPage() {
  const [params, setSearch] = useSearch()
  const input = readTopologyInput(params)
  const topology = useTopology(input)
  const isFiltered = Object.keys(input).length > 0
  const { data } = topology
  const isEmpty = data && isEmptyTopology(data)
  return (
    <RedisFrame facts={data && !isEmpty ? <MapFacts topology={data} /> : null}>
      {isFiltered || (data && !isEmpty) ? (
        <MapFilters params={params} setSearch={setSearch} isList={params.get("view") === "list"} />
      ) : null}
      {topology.error ? <ErrorPanel error={topology.error} retry={topology.refetch} /> : null}
      {!data && !topology.error ? (
        <Card flush title="Who is connected to which Redis">
          <RowSkeleton rows={8} />
        </Card>
      ) : null}
      {data && (isEmpty || data.servers.length === 0) ? (
        <Card>
          <NoRedis isFiltered={isFiltered} />
        </Card>
      ) : null}
      {data && !isEmpty && data.servers.length > 0 ? (
        <Known topology={data} params={params} setSearch={setSearch} />
      ) : null}
    </RedisFrame>
  )
}

function MapFacts({ topology: { instances, servers, wrongSockets } }: { topology: RedisTopologyView }) {
  const shared = instances.filter(({ kind }) => kind === "shared").length
  // What is away says so itself.
  const seen = servers.filter(({ status }) => status === "online").map(({ asOf }) => asOf ?? "")
  const oldest = seen.sort()[0]
  return (
    <>
      <span>
        {instances.length - shared} local, {shared} shared
      </span>
      {wrongSockets > 0 ? <span className={classes["bad"]}>{count(wrongSockets, "wrong socket")}</span> : null}
      {oldest ? (
        <span>
          sockets as of <Age at={oldest} ago />
        </span>
      ) : null}
    </>
  )
}

/** Below this the drawing would not fit, and the panel not beside it, in pixels. */
const MAP_MIN = 900
const PANEL_MIN = 1_200

/** Known at once: the pages behind the door are rendered in the browser alone. */
const useMinWidth = (pixels: number) =>
  useMediaQuery(`(min-width: ${pixels}px)`, true, { getInitialValueInEffect: false })

type KnownProps = { topology: RedisTopologyView; params: URLSearchParams; setSearch: (changes: Search) => void }

function Known({ topology, params, setSearch }: KnownProps) {
  const isWide = useMinWidth(PANEL_MIN)
  const isRoomy = useMinWidth(MAP_MIN)
  const all = useMemo(() => wrongFirst(topology.servers), [topology.servers])
  const pages = Math.max(1, Math.ceil(all.length / SERVERS_PER_PAGE))
  const page = Math.min(pages, Math.max(1, Number(params.get("page")) || 1))
  const servers = useMemo(() => all.slice((page - 1) * SERVERS_PER_PAGE, page * SERVERS_PER_PAGE), [all, page])
  const old = useOldServers(servers)
  const isList = !isRoomy || params.get("view") === "list"
  const instanceId = chosenInstance(topology, params.get("at"), isWide)
  const unitId = params.get("unit")
  const close = () => setSearch({ at: "none" })
  return (
    <MapChoice
      value={{
        instanceId,
        unitId,
        openInstance: (at) => setSearch({ at }),
        openUnit: (unit) => setSearch({ unit: unit === unitId ? undefined : unit }),
      }}
    >
      <div className={classes["mapColumns"]} data-panel={(isWide && instanceId !== null) || undefined}>
        <div className={classes["stack"]}>
          {isList ? null : (
            <Card
              title="Who is connected to which Redis"
              right={<MapPager page={page} total={all.length} change={(next) => setSearch({ page: next })} />}
              flush
            >
              <p className="sr-only">Units and instances are buttons; “List” above says the same in rows.</p>
              <RedisMap servers={servers} instances={topology.instances} old={old} />
              <MapLegend servers={servers} old={old} />
            </Card>
          )}
          <WrongUnits servers={servers} old={old} unitId={unitId} />
          {isList ? (
            <>
              {isRoomy ? null : <p className="dim">The map needs a wider screen; this list says the same.</p>}
              <TopologyList servers={servers} instances={topology.instances} old={old} />
              <MapPager page={page} total={all.length} change={(next) => setSearch({ page: next })} />
            </>
          ) : null}
        </div>
        {isWide && instanceId ? <InstancePanel instanceId={instanceId} close={close} /> : null}
      </div>
      {isWide ? null : (
        <Drawer opened={instanceId !== null} onClose={close} title="Redis" size={420} position="right">
          {instanceId ? <InstancePanel instanceId={instanceId} isInDrawer /> : null}
        </Drawer>
      )}
    </MapChoice>
  )
}

/** The first shared one is open where there is room for it; elsewhere nothing covers the map unasked. */
function chosenInstance({ instances }: RedisTopologyView, asked: string | null, isWide: boolean): string | null {
  if (asked) return instances.find(({ id }) => id === asked)?.id ?? null
  if (!isWide) return null
  return (instances.find(({ kind }) => kind === "shared") ?? instances[0])?.id ?? null
}

function NoRedis({ isFiltered }: { isFiltered: boolean }) {
  const [, setSearch] = useSearch()
  const mayAdd = useHasRole("operator")
  return (
    <EmptyState
      icon={<Database size={28} strokeWidth={1.5} />}
      title={isFiltered ? "No server matches" : "No Redis was seen yet"}
      action={
        mayAdd && !isFiltered ? <Button onClick={() => setSearch({ add: "shared" })}>Add a shared Redis</Button> : null
      }
    >
      {isFiltered
        ? "Change the filter, or clear it."
        : "Agents find Redis by themselves: in the env files of the services that run on their server, and by the sockets of the units. Enrol a server, describe its service, and it appears here within a minute; or name a shared Redis."}
    </EmptyState>
  )
}
