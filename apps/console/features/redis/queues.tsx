"use client"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useNow } from "../../design/clock.ts"
import { DataTable } from "../../design/data-table.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { QUEUE_COLUMNS, queueKey, queueRows } from "./queue-columns.tsx"
import classes from "./redis.module.css"
import { RedisFrame } from "./redis-frame.tsx"
import { LOOK_HOLDS_MS } from "./redis-words.ts"

/** The queues of every instance: where work waits, for how long, and who does it. */
export function RedisQueues() {
  const trpc = useTRPC()
  const now = useNow()
  const list = useInfiniteQuery(
    trpc.redis.queues.infiniteQueryOptions({ limit: 100 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const all = list.data?.pages.flatMap((page) => page.items) ?? []
  const rows = queueRows(all)
  const stuck = rows.filter(({ isStuck }) => isStuck).length
  return (
    <RedisFrame
      name="Queues"
      facts={
        list.data ? (
          <>
            <span>{count(list.data.pages[0]?.total ?? 0, "queue")}</span>
            {stuck > 0 ? <span className={classes["old"]}>{stuck} with work that nobody takes</span> : null}
          </>
        ) : null
      }
    >
      {list.error ? <ErrorPanel error={list.error} retry={list.refetch} /> : null}
      {!list.data && !list.error ? (
        <Card flush>
          <RowSkeleton />
        </Card>
      ) : null}
      {list.data && rows.length === 0 ? (
        <Card>
          <EmptyState title="No queue was seen">
            Queues of Celery, Bull and BullMQ are found by their keys, once work has been put into them. A user of ours
            that may not read keys finds none.
          </EmptyState>
        </Card>
      ) : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            label="Queues"
            columns={QUEUE_COLUMNS}
            rows={rows}
            rowKey={queueKey}
            isOld={({ of }) => now - Date.parse(of.asOf) > LOOK_HOLDS_MS}
          />
          <ListFoot
            shown={all.length}
            total={list.data?.pages[0]?.total ?? 0}
            thing={["queue", "queues"]}
            more={list}
          />
        </>
      ) : null}
    </RedisFrame>
  )
}
