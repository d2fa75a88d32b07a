"use client"
import type { RedisTopologyInput, TopologyServerView } from "@signalbox/domain/redis/schema"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import type { z } from "zod"
import { useNow } from "../../design/clock.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { isOldServer } from "./topology.ts"

export function useTopology(input: z.input<typeof RedisTopologyInput>) {
  const trpc = useTRPC()
  return useQuery(trpc.redis.topology.queryOptions(input, { placeholderData: keepPreviousData }))
}

/** The ids of those seen too long ago; the same set as long as none changes, so that the map is not drawn each second. */
export function useOldServers(servers: readonly TopologyServerView[]): ReadonlySet<string> {
  const now = useNow()
  const ids = servers
    .filter((server) => isOldServer(server, now))
    .map(({ serverId }) => serverId)
    .join(" ")
  return useMemo(() => new Set(ids.split(" ")), [ids])
}
