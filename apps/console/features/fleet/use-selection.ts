"use client"
import type { ServerBriefView } from "@signalbox/domain/servers/schema"
import { useMutation } from "@tanstack/react-query"
import type { RowSelectionState } from "@tanstack/react-table"
import { useCallback, useMemo, useState } from "react"
import { tellProblem } from "../../design/tell.ts"
import { useTRPCClient } from "../../trpc/client.tsx"
import type { FleetSearch } from "./fleet-search.ts"
import { gatherServers } from "./gather-servers.ts"

/** Which servers are ticked: those in sight, and those beyond that were gathered at one stroke. Another filter begins anew. */
export function useSelection(inSight: ServerBriefView[], input: FleetSearch["input"]) {
  const client = useTRPCClient()
  const { limit: _limit, sort: _sort, direction: _direction, ...filter } = input
  const asked = JSON.stringify(filter)
  const [of, setOf] = useState(asked)
  const [ticked, setTicked] = useState<RowSelectionState>({})
  const [beyond, setBeyond] = useState<ServerBriefView[]>([])
  const clear = useCallback(() => {
    setTicked({})
    setBeyond([])
  }, [])
  if (of !== asked) {
    setOf(asked)
    clear()
  }
  const all = useMutation({
    mutationFn: () => gatherServers(client.servers.brief.query, filter),
    onSuccess: ({ servers }) => {
      setBeyond(servers)
      setTicked(Object.fromEntries(servers.map(({ id }) => [id, true])))
    },
    onError: tellProblem,
  })
  const selected = useMemo(() => {
    const known = new Map([...beyond, ...inSight].map((server) => [server.id, server]))
    return [...known.values()].filter(({ id }) => ticked[id])
  }, [beyond, inSight, ticked])
  return { ticked, setTicked, selected, clear, selectAll: () => all.mutate(), isGathering: all.isPending }
}
