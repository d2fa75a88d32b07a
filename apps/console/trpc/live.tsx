"use client"
import type { LiveEvent } from "@signalbox/domain/events/schema"
import { useQueryClient } from "@tanstack/react-query"
import { useSubscription } from "@trpc/tanstack-react-query"
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react"
import { useTRPC } from "./client.tsx"
import { useStaleness } from "./use-staleness.ts"

export type LiveState = {
  /** What the connection does, not what it promises. */
  link: "connecting" | "live" | "reconnecting"
  /** When the last event or heartbeat came, in milliseconds since the epoch. */
  lastAt: number | null
}

const LiveContext = createContext<LiveState>({ link: "connecting", lastAt: null })

export const useLive = () => useContext(LiveContext)

/** Holds the page's one stream of events and tells the caches what is no longer true. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const markStale = useStaleness(trpc, queryClient)
  const [state, setState] = useState<LiveState>({ link: "connecting", lastAt: null })
  const wasLive = useRef(false)

  const onData = useCallback(
    (event: LiveEvent) => {
      wasLive.current = true
      setState({ link: "live", lastAt: Date.now() })
      markStale(event)
    },
    [markStale],
  )
  const onConnectionStateChange = useCallback((change: { state: string }) => {
    if (change.state === "pending") return
    setState((before) => ({ ...before, link: wasLive.current ? "reconnecting" : "connecting" }))
  }, [])
  const options = useMemo(
    () => trpc.events.stream.subscriptionOptions(undefined, { onData, onConnectionStateChange }),
    [trpc, onData, onConnectionStateChange],
  )
  useSubscription(options)

  return <LiveContext.Provider value={state}>{children}</LiveContext.Provider>
}
