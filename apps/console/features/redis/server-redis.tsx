"use client"
import { useQuery } from "@tanstack/react-query"
import { DataTable } from "../../design/data-table.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { INSTANCE_COLUMNS } from "./instance-columns.tsx"
import classes from "./redis.module.css"
import { TopologyList } from "./topology-list.tsx"
import { useOldServers, useTopology } from "./use-topology.ts"
import { WrongUnits } from "./wrong-units.tsx"

const OWN_COLUMNS = INSTANCE_COLUMNS.filter(({ head }) => head !== "Server")
/** A server with more of its own is not one that we know. */
const INSTANCES_MAX = 50

/** The Redis of one server, and which Redis its units are connected to. */
export function ServerRedis({ serverId }: { serverId: string }) {
  const trpc = useTRPC()
  const own = useQuery(trpc.redis.list.queryOptions({ serverId, limit: INSTANCES_MAX }))
  const topology = useTopology({ serverIds: [serverId] })
  const servers = topology.data?.servers ?? []
  const old = useOldServers(servers)
  const error = own.error ?? topology.error
  const hasUnits = servers.some(({ units }) => units.length > 0)
  // The list has also what this server looks at elsewhere.
  const instances = own.data?.items.filter(({ server }) => server?.id === serverId) ?? []
  if (error) return <ErrorPanel error={error} retry={() => Promise.all([own.refetch(), topology.refetch()])} />
  if (!own.data || !topology.data)
    return (
      <Card flush>
        <RowSkeleton />
      </Card>
    )
  if (instances.length === 0 && !hasUnits)
    return (
      <Card>
        <EmptyState title="No Redis was seen here">
          {servers[0]?.fault ?? "No env file here names one, and no unit that we may look at holds a socket to one."}
        </EmptyState>
      </Card>
    )
  return (
    <div className={classes["stack"]}>
      <WrongUnits servers={servers} old={old} unitId={null} />
      {instances.length > 0 ? (
        <>
          <h2>Runs here</h2>
          <DataTable
            label="Redis of this server"
            columns={OWN_COLUMNS}
            rows={instances}
            rowKey={({ id }) => id}
            isOld={({ state }) => state === "unknown"}
          />
        </>
      ) : null}
      {hasUnits ? (
        <>
          <h2>Who is connected to which Redis</h2>
          <TopologyList servers={servers} instances={topology.data.instances} old={old} withoutServer />
        </>
      ) : null}
    </div>
  )
}
