"use client"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useRouter } from "next/navigation"
import { useEffect, useRef, useState } from "react"
import { tell, tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { problemOf } from "../../trpc/problem-of.ts"

export type Rollback = {
  start: () => void
  isBusy: boolean
  /** It was asked for, and begins as soon as the servers at work have ended. */
  isWaiting: boolean
  /** Why it cannot be asked for; null when it can. */
  refusal: string | null
  /** Why it could not be begun when it was asked for. */
  error: unknown
}

/** One click takes every server that was changed back. While servers are at work they end first: what moves cannot be moved back. */
export function useRollback(rollout: RolloutView, isOperator: boolean): Rollback {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [isWaiting, setWaiting] = useState(false)
  const wasAsked = useRef(false)
  const { id: rolloutId, may } = rollout
  const rollback = useMutation(
    trpc.rollouts.rollback.mutationOptions({
      onSuccess: (started) => router.push(`/rollouts/${started.rolloutId}`),
      // The reasons are shown on the page: they name servers, and are read for longer than a passing word.
      onSettled: () => setWaiting(false),
    }),
  )
  const abort = useMutation(
    trpc.rollouts.abort.mutationOptions({
      onError: (error) => {
        // It ended by itself a moment before: all the better, the rollback begins at once.
        if (problemOf(error).code === "rollout-state")
          return queryClient.invalidateQueries(trpc.rollouts.get.queryFilter({ rolloutId }))
        setWaiting(false)
        tellProblem(error)
      },
    }),
  )
  const isUnderWay = rollout.status !== "finished" && rollout.status !== "aborted"
  const { mutate } = rollback

  useEffect(() => {
    if (!isWaiting) return
    if (may.rollback && !wasAsked.current) {
      wasAsked.current = true
      mutate({ rolloutId })
    } else if (!may.rollback && !isUnderWay) {
      setWaiting(false)
      tell("No server was changed: there is nothing to put back")
    }
  }, [isWaiting, may.rollback, isUnderWay, mutate, rolloutId])

  function start() {
    wasAsked.current = may.rollback
    if (may.rollback) {
      mutate({ rolloutId })
      return
    }
    setWaiting(true)
    if (may.abort) abort.mutate({ rolloutId })
  }
  return {
    start,
    isBusy: rollback.isPending || rollback.isSuccess,
    isWaiting,
    error: rollback.error,
    refusal: may.rollback ? null : refusalOf(rollout, { isOperator, isUnderWay }),
  }
}

function refusalOf(
  { rollbacks, counts, serviceName }: RolloutView,
  { isOperator, isUnderWay }: { isOperator: boolean; isUnderWay: boolean },
): string | null {
  if (!isOperator) return "Your role may look at rollouts, but not roll back."
  const last = rollbacks.at(-1)
  if (last) return `It was rolled back by #${last.number}.`
  if (isUnderWay) return null
  if (counts.applied === 0) return "No server runs what this rollout brought: there is nothing to put back."
  return `A newer rollout of ${serviceName} was started: roll that one back.`
}
