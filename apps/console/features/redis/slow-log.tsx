"use client"
import { useQueries } from "@tanstack/react-query"
import { EmptyState } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { AcrossInstances, ofInstance } from "./across-instances.tsx"
import { RedisFrame } from "./redis-frame.tsx"
import { SLOW_COLUMNS } from "./slow-columns.tsx"
import { useEachInstance } from "./use-each-instance.ts"

const COLUMNS = ofInstance(SLOW_COLUMNS)

/** The slow commands of all instances, newest first. */
export function RedisSlowLog() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const instanceId = params.get("instance")
  const each = useEachInstance(instanceId)
  const answers = useQueries({
    queries: each.chosen.map(({ id }) => trpc.redis.slowlog.queryOptions({ instanceId: id })),
  })
  const rows = each.chosen
    .flatMap((instance, at) =>
      (answers[at]?.data?.entries ?? []).map((row) => ({ row, instance, key: `${instance.id} ${row.id} ${row.at}` })),
    )
    .sort((a, b) => b.row.at - a.row.at)
  return (
    <RedisFrame name="Slow log">
      <AcrossInstances
        label="Slow log"
        columns={COLUMNS}
        empty={
          <EmptyState title="Nothing was slow">
            Redis notes commands that took longer than its <code>slowlog-log-slower-than</code>, if our user may read
            them. The network is not in that time: see the latency of each instance for it.
          </EmptyState>
        }
        {...{ each, answers, rows, instanceId, setSearch }}
      />
    </RedisFrame>
  )
}
