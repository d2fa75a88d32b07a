"use client"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useEffect, useRef } from "react"
import { useTRPC } from "../../trpc/client.tsx"

export type Rollback = {
  start: () => void
  isBusy: boolean
  /** It was asked for, and begins by itself as soon as the servers at work have ended. */
  isWaiting: boolean
  /** Why it cannot be asked for; null when it can. */
  refusal: string | null
  /** Why it could not be begun when it was asked for. */
  error: unknown
}

/** One click takes every server that was changed back. While servers are at work the control plane waits for them, not this page. */
export function useRollback(rollout: RolloutView, isOperator: boolean): Rollback {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  /** Asked for on this page: the rollback that was the last one then. */
  const askedAfter = useRef<{ id: string | undefined }>(undefined)
  const { id: rolloutId, may, rollbackAsked } = rollout
  const startedId = rollout.rollbacks.at(-1)?.id
  const rollback = useMutation(
    trpc.rollouts.rollback.mutationOptions({
      async onSuccess(begun) {
        if (begun.rolloutId !== null) return router.push(`/rollouts/${begun.rolloutId}`)
        askedAfter.current = { id: startedId }
        await queryClient.invalidateQueries(trpc.rollouts.get.queryFilter({ rolloutId }))
      },
    }),
  )
  useEffect(() => {
    const asked = askedAfter.current
    if (asked && startedId !== undefined && startedId !== asked.id) router.push(`/rollouts/${startedId}`)
  }, [startedId, router])
  const isWaiting = rollbackAsked !== null && rollbackAsked.refusal === null
  return {
    start: () => rollback.mutate({ rolloutId }),
    // Of one that began at once the page is about to be left.
    isBusy: rollback.isPending || (rollback.isSuccess && rollback.data.rolloutId !== null),
    isWaiting,
    // The reasons are shown on the page: they name servers, and are read for longer than a passing word.
    error: rollback.error,
    refusal: may.rollback || isWaiting ? null : refusalOf(rollout, isOperator),
  }
}

function refusalOf({ rollbacks, counts, serviceName, status }: RolloutView, isOperator: boolean): string | null {
  if (!isOperator) return "Your role may look at rollouts, but not roll back."
  const last = rollbacks.at(-1)
  if (last) return `It was rolled back by #${last.number}.`
  if (status !== "finished" && status !== "aborted") return null
  if (counts.applied === 0) return "No server runs what this rollout brought: there is nothing to put back."
  return `A newer rollout of ${serviceName} was started: roll that one back.`
}
