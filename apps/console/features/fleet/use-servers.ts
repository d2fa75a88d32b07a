"use client"
import type { ListServersInput } from "@signalbox/domain/servers/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import type { z } from "zod"
import { useTRPC, useTRPCClient } from "../../trpc/client.tsx"

/**
 * The servers that fit, a page at a time. The ready-made options of tRPC are not used here: they put a `direction` of their own
 * into the input, where this list has one that sorts.
 */
export function useServers(input: z.input<typeof ListServersInput>) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  return useInfiniteQuery({
    queryKey: trpc.servers.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) =>
      client.servers.list.query(pageParam ? { ...input, cursor: pageParam } : input, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  })
}
