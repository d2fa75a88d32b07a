"use client"
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query"
import { FilterBar, FilterMenu, FilterText } from "../../design/filter-bar.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { ServerFilter } from "../servers/server-filter.tsx"
import { INSTANCE_COLUMNS } from "./instance-columns.tsx"
import { RedisFrame } from "./redis-frame.tsx"

const KINDS = ["local", "shared"] as const

/** Every Redis that was seen or named. */
export function RedisInstances() {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const text = params.get("q") ?? ""
  const kind = KINDS.find((one) => one === params.get("kind"))
  const serverId = params.get("server") ?? undefined
  const list = useInfiniteQuery(
    trpc.redis.list.infiniteQueryOptions(
      { limit: 50, ...(text ? { text } : {}), ...(kind ? { kind } : {}), ...(serverId ? { serverId } : {}) },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  const total = list.data?.pages[0]?.total
  return (
    <RedisFrame name="Instances" facts={total === undefined ? null : count(total, "instance")}>
      <FilterBar
        text={<FilterText label="Filter instances" value={text} change={(q) => setSearch({ q })} />}
        chosen={[kind, serverId].filter(Boolean).length}
      >
        <FilterMenu
          word="Kind"
          value={kind}
          options={KINDS.map((value) => ({ value, label: value }))}
          change={(value) => setSearch({ kind: value })}
        />
        <ServerFilter value={serverId} change={(server) => setSearch({ server })} />
      </FilterBar>
      <PagedList
        list={list}
        label="Instances"
        thing={["instance", "instances"]}
        columns={INSTANCE_COLUMNS}
        rowKey={({ id }) => id}
        isOld={({ state }) => state === "unknown"}
        empty={
          text || kind || serverId ? (
            <EmptyState title="No instance matches">Change the filter, or clear it.</EmptyState>
          ) : (
            <EmptyState title="No Redis was seen yet">
              Agents find Redis by the env files and the sockets of the units on their server. A shared one can be added
              here by name.
            </EmptyState>
          )
        }
      />
    </RedisFrame>
  )
}
