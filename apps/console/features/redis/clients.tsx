"use client"
import { useQueries } from "@tanstack/react-query"
import { EmptyState } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { AcrossInstances, ofInstance } from "./across-instances.tsx"
import { CLIENT_COLUMNS } from "./client-columns.tsx"
import { RedisFrame } from "./redis-frame.tsx"
import { useEachInstance } from "./use-each-instance.ts"

const COLUMNS = ofInstance(CLIENT_COLUMNS)

/** Who is connected to what, by address, server and unit. */
export function RedisClients() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const instanceId = params.get("instance")
  const each = useEachInstance(instanceId)
  const answers = useQueries({
    queries: each.chosen.map(({ id }) => trpc.redis.clients.queryOptions({ instanceId: id })),
  })
  const rows = each.chosen.flatMap((instance, at) =>
    (answers[at]?.data ?? []).map((row) => ({ row, instance, key: `${instance.id} ${row.address}` })),
  )
  const connections = rows.reduce((sum, { row }) => sum + row.count, 0)
  return (
    <RedisFrame name="Clients" facts={rows.length > 0 ? count(connections, "connection") : null}>
      <AcrossInstances
        label="Clients"
        columns={COLUMNS}
        empty={
          <EmptyState title="No client was seen">
            Clients are listed when an instance is looked at and lets our user run CLIENT LIST.
          </EmptyState>
        }
        {...{ each, answers, rows, instanceId, setSearch }}
      />
    </RedisFrame>
  )
}
