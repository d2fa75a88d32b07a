"use client"
import { useDebouncedValue } from "@mantine/hooks"
import type { PlanView } from "@signalbox/domain/rollouts/schema"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTRPC } from "../../trpc/client.tsx"
import type { Strategy, WantedServer } from "./plan-search.ts"

export type PlanRequest = { serviceId: string; targets: WantedServer[]; strategy: Strategy }

export type PlanState = {
  data: PlanView | undefined
  error: unknown
  /** What is shown is not yet the plan for what is asked. */
  isBehind: boolean
  /** Something on the servers changed while the reader looked. */
  hasChanged: boolean
  /** The reader has seen the change. */
  accept: () => void
  refetch: () => unknown
}

/** Typing settles for this long before it is planned anew. */
const SETTLE_MS = 250

/** The plan for what is asked, made anew whenever that changes, and told apart from one that changed by itself. */
export function usePlan(request: PlanRequest): PlanState {
  const trpc = useTRPC()
  const asked = JSON.stringify(request)
  const [settled] = useDebouncedValue(asked, SETTLE_MS)
  const input = JSON.parse(settled) as PlanRequest
  const isEmpty = input.targets.length === 0
  const plan = useQuery(
    trpc.rollouts.plan.queryOptions(input, { enabled: !isEmpty, placeholderData: keepPreviousData, staleTime: 0 }),
  )
  const [read, setRead] = useState<{ asked: string; fingerprint: string } | null>(null)
  const fingerprint = plan.isPlaceholderData ? undefined : plan.data?.fingerprint
  // The first plan for a request counts as read; another one for the same request was made by the world.
  if (fingerprint && read?.asked !== settled) setRead({ asked: settled, fingerprint })
  return {
    data: isEmpty ? undefined : plan.data,
    error: plan.error,
    isBehind: !isEmpty && (asked !== settled || plan.isPlaceholderData || plan.isPending),
    hasChanged: fingerprint !== undefined && read?.asked === settled && read.fingerprint !== fingerprint,
    accept: () => fingerprint && setRead({ asked: settled, fingerprint }),
    refetch: plan.refetch,
  }
}
