"use client"
import type { RedisInstanceRowView } from "@signalbox/domain/redis/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useTRPC } from "../../trpc/client.tsx"

/** So many are asked at once: what they say is asked of each by itself. */
const INSTANCES_AT_ONCE = 20

/** The instances, some at a time; `instanceId` keeps the one alone that the URL names. */
export function useEachInstance(instanceId: string | null) {
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.redis.list.infiniteQueryOptions({ limit: INSTANCES_AT_ONCE }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const all: RedisInstanceRowView[] = list.data?.pages.flatMap((page) => page.items) ?? []
  return { list, all, chosen: instanceId ? all.filter(({ id }) => id === instanceId) : all }
}
