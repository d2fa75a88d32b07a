"use client"
import { useQuery } from "@tanstack/react-query"
import { Card } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx"
import type { FleetSearch } from "./fleet-search.ts"
import { gatherServers } from "./gather-servers.ts"
import { HeatGrid } from "./heat-grid.tsx"
import { NoServerMatches } from "./no-server-matches.tsx"

/** The fleet as a heat grid: all that fit, at once. */
export function FleetGrid({ search, enrolled }: { search: FleetSearch; enrolled: number }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const { limit: _limit, ...filter } = search.input
  const all = useQuery({
    queryKey: [...trpc.servers.brief.queryKey(filter), "all"],
    queryFn: () => gatherServers(client.servers.brief.query, filter),
    placeholderData: (before) => before,
  })
  if (all.error && !all.data) return <ErrorPanel error={all.error} retry={all.refetch} />
  if (!all.data)
    return (
      <Card flush>
        <RowSkeleton rows={6} />
      </Card>
    )
  const { servers, total } = all.data
  if (servers.length === 0) return <NoServerMatches enrolled={enrolled} />
  return (
    <>
      <HeatGrid servers={servers} groupKey={search.group} />
      <p className="dim" style={{ textAlign: "right", fontSize: 12 }}>
        {servers.length < total
          ? `the first ${servers.length.toLocaleString("en")} of ${count(total, "server")}`
          : count(total, "server")}
      </p>
    </>
  )
}
