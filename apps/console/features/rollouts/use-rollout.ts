"use client"
import { useDocumentVisibility } from "@mantine/hooks"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useSubscription } from "@trpc/tanstack-react-query"
import { useMemo } from "react"
import { useTRPC } from "../../trpc/client.tsx"

/**
 * The rollout, as it moves. Each change is pushed; should that stream break, the page's event stream still says when to ask again.
 * A hidden tab lets go of the stream: browsers allow few connections to one place.
 */
export function useRollout(rolloutId: string) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const isVisible = useDocumentVisibility() === "visible"
  const rollout = useQuery(trpc.rollouts.get.queryOptions({ rolloutId }))
  const options = useMemo(
    () =>
      trpc.rollouts.follow.subscriptionOptions(
        { rolloutId },
        {
          enabled: isVisible,
          onData: (view: RolloutView) => {
            queryClient.setQueryData(trpc.rollouts.get.queryKey({ rolloutId }), view)
          },
        },
      ),
    [trpc, queryClient, rolloutId, isVisible],
  )
  useSubscription(options)
  return rollout
}
