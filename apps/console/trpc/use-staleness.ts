"use client"
import type { LiveEvent } from "@signalbox/domain/events/schema"
import type { Page } from "@signalbox/domain/paging"
import type { ServerRowView, ServerView } from "@signalbox/domain/servers/schema"
import type { InfiniteData, QueryClient, QueryFilters } from "@tanstack/react-query"
import { useCallback, useEffect, useRef } from "react"
import type { useTRPC } from "./client.tsx"

type Api = ReturnType<typeof useTRPC>
type Vitals = Extract<LiveEvent, { kind: "vitals" }>

/**
 * A burst of events, such as a rollout over fifty servers, refetches each list once. Every server tells of its Redis every few
 * seconds: what that makes untrue is asked for again now and then, and holds up nothing else.
 */
const GATHER_MS = { soon: 150, later: 2_000 }
type Pace = keyof typeof GATHER_MS

const paceOf = (event: LiveEvent): Pace => (event.kind === "redis" ? "later" : "soon")

/** What an event makes untrue. */
function staleAfter(trpc: Api, event: LiveEvent): QueryFilters[] {
  switch (event.kind) {
    case "resync":
      return [{}]
    case "server":
      return [
        trpc.servers.pathFilter(),
        trpc.services.pathFilter(),
        trpc.redis.policies.pathFilter(),
        trpc.redis.policy.pathFilter(),
        trpc.units.pathFilter(),
        trpc.env.drift.pathFilter(),
        trpc.rollouts.plan.pathFilter(),
        trpc.redis.topology.pathFilter(),
      ]
    case "enrolment":
      return [trpc.enrolments.pathFilter()]
    case "service":
      return [
        trpc.services.pathFilter(),
        trpc.redis.policies.pathFilter(),
        trpc.redis.policy.pathFilter(),
        trpc.servers.pathFilter(),
        trpc.env.pathFilter(),
        trpc.rollouts.plan.pathFilter(),
      ]
    case "env":
      return [
        trpc.env.pathFilter(),
        trpc.services.pathFilter(),
        trpc.redis.policies.pathFilter(),
        trpc.redis.policy.pathFilter(),
        trpc.servers.pathFilter(),
        trpc.rollouts.plan.pathFilter(),
      ]
    case "rollout":
      return [
        trpc.rollouts.list.pathFilter(),
        trpc.redis.policies.pathFilter(),
        trpc.redis.policy.pathFilter(),
        trpc.rollouts.get.queryFilter({ rolloutId: event.rolloutId }),
        trpc.rollouts.evidence.pathFilter(),
        trpc.conversions.get.pathFilter(),
        trpc.rollouts.plan.pathFilter(),
        trpc.env.get.pathFilter(),
        trpc.env.history.pathFilter(),
        trpc.servers.pathFilter(),
        trpc.services.pathFilter(),
        trpc.redis.policies.pathFilter(),
        trpc.redis.policy.pathFilter(),
      ]
    case "conversion":
      return [trpc.conversions.pathFilter()]
    case "audit":
      // Verifying walks the whole chain: it runs when it is asked for, not on each entry.
      return [trpc.audit.list.pathFilter()]
    case "access":
      return [trpc.access.pathFilter()]
    case "redis":
      // Not INFO: each reading asks the instance itself.
      return [
        trpc.redis.list.pathFilter(),
        trpc.redis.get.pathFilter(),
        trpc.redis.topology.pathFilter(),
        trpc.redis.queues.pathFilter(),
        trpc.redis.clients.pathFilter(),
        trpc.redis.latency.pathFilter(),
        trpc.redis.slowlog.pathFilter(),
        trpc.redis.lint.pathFilter(),
      ]
    case "vitals":
    case "heartbeat":
      return []
  }
}

type Rows = Page<ServerRowView>

function patchVitals(trpc: Api, queryClient: QueryClient, event: Vitals) {
  const patchPage = (page: Rows): Rows =>
    page.items.some((row) => row.id === event.serverId)
      ? { ...page, items: page.items.map((row) => (row.id === event.serverId ? seen(row, event) : row)) }
      : page
  // Lists that grow by a page at a time hold their pages in a list.
  queryClient.setQueriesData<Rows | InfiniteData<Rows>>(trpc.servers.list.pathFilter(), (data) =>
    data && "pages" in data ? { ...data, pages: data.pages.map(patchPage) } : data && patchPage(data),
  )
  queryClient.setQueriesData<ServerView>(trpc.servers.get.queryFilter({ serverId: event.serverId }), (server) =>
    server ? seen(server, event) : server,
  )
}

function seen<Row extends ServerRowView>(row: Row, event: Vitals): Row {
  return { ...row, vitals: event.vitals, lastSeenAt: new Date(event.vitals.at).toISOString() }
}

/** Takes events and marks what they concern as stale; figures are patched in place. */
export function useStaleness(trpc: Api, queryClient: QueryClient): (event: LiveEvent) => void {
  const gathering = useRef(new Map<Pace, Map<string, QueryFilters>>())
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const running = timers.current
    return () => {
      for (const timer of running) clearTimeout(timer)
    }
  }, [])

  return useCallback(
    (event) => {
      if (event.kind === "vitals") patchVitals(trpc, queryClient, event)
      const filters = staleAfter(trpc, event)
      if (filters.length === 0) return
      const pace = paceOf(event)
      const waiting = gathering.current.get(pace)
      const gathered = waiting ?? new Map<string, QueryFilters>()
      for (const filter of filters) gathered.set(JSON.stringify(filter.queryKey ?? "all"), filter)
      if (waiting) return
      gathering.current.set(pace, gathered)
      const timer = setTimeout(() => {
        timers.current.delete(timer)
        gathering.current.delete(pace)
        for (const filter of gathered.values()) void queryClient.invalidateQueries(filter)
      }, GATHER_MS[pace])
      timers.current.add(timer)
    },
    [trpc, queryClient],
  )
}
