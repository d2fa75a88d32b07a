"use client"
import { Button, Tooltip } from "@mantine/core"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { OctagonX, Pause, Play, RotateCw, Undo2 } from "lucide-react"
import type { ReactNode } from "react"
import { tellProblem } from "../../design/tell.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { useHasRole } from "../shell/me.tsx"
import classes from "./rollout-actions.module.css"
import { EvidenceMenu, ShareButton } from "./take-away.tsx"
import type { Rollback } from "./use-rollback.ts"

/** What can be done now. Roll back is there always, the largest; where it cannot be done, it says why. */
export function RolloutActions({ rollout, rollback }: { rollout: RolloutView; rollback: Rollback }) {
  const isOperator = useHasRole("operator")
  const act = useActs(rollout.id)
  const { may } = rollout
  return (
    <>
      <span className="no-phone">
        <ShareButton />
      </span>
      <span className="no-phone">
        <EvidenceMenu rollout={rollout} />
      </span>
      <section
        className={classes["pinned"]}
        aria-label="Actions"
        data-pinned-actions={isOperator || undefined}
        hidden={!isOperator}
      >
        {may.pause ? (
          <Act icon={<Pause />} {...act.pause} says="Servers at work end; no further one begins." label="Pause" />
        ) : null}
        {may.resume ? (
          <Act
            icon={<Play />}
            {...act.resume}
            says={
              rollout.status === "held" ? "Accepts the failures so far and goes on." : "Goes on with the next servers."
            }
            label="Resume"
          />
        ) : null}
        {may.abort ? (
          <Act
            icon={<OctagonX />}
            {...act.abort}
            says="Servers at work end; the others are not sent to."
            label="Abort"
          />
        ) : null}
        {may.retryFailed ? (
          <Act
            icon={<RotateCw />}
            {...act.retryFailed}
            says="Sends the change again where it failed, was put back or expired."
            label="Retry failed"
          />
        ) : null}
        <RollbackButton rollout={rollout} rollback={rollback} />
      </section>
    </>
  )
}

function useActs(rolloutId: string) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const take = {
    onSuccess: (view: RolloutView) => queryClient.setQueryData(trpc.rollouts.get.queryKey({ rolloutId }), view),
    onError: tellProblem,
  }
  const pause = useMutation(trpc.rollouts.pause.mutationOptions(take))
  const resume = useMutation(trpc.rollouts.resume.mutationOptions(take))
  const abort = useMutation(trpc.rollouts.abort.mutationOptions(take))
  const retryFailed = useMutation(trpc.rollouts.retryFailed.mutationOptions(take))
  const bind = (one: { mutate: (input: { rolloutId: string }) => void; isPending: boolean }) => ({
    run: () => one.mutate({ rolloutId }),
    isBusy: one.isPending,
  })
  return { pause: bind(pause), resume: bind(resume), abort: bind(abort), retryFailed: bind(retryFailed) }
}

type ActProps = { label: string; says: string; icon: ReactNode; run: () => void; isBusy: boolean }

function Act({ label, says, icon, run, isBusy }: ActProps) {
  return (
    <Tooltip label={says}>
      <Button variant="default" leftSection={icon} loading={isBusy} onClick={run} className={classes["act"] ?? ""}>
        {label}
      </Button>
    </Tooltip>
  )
}

function RollbackButton({ rollout, rollback }: { rollout: RolloutView; rollback: Rollback }) {
  const isOff = rollback.refusal !== null
  const says =
    rollback.refusal ??
    (rollback.isWaiting
      ? "Begins by itself as soon as the servers at work have ended; this page can be closed."
      : rollout.status === "running" || rollout.status === "aborting"
        ? "Ends this rollout, waits for the servers at work, then puts back every server that was changed."
        : "Puts every server that was changed back to what it ran before, verified like any change.")
  return (
    <Tooltip label={says}>
      <Button
        size="lg"
        leftSection={<Undo2 />}
        loading={rollback.isBusy}
        {...(isOff || rollback.isWaiting ? { "data-disabled": true } : {})}
        aria-disabled={isOff || rollback.isWaiting}
        onClick={(event) => (isOff || rollback.isWaiting ? event.preventDefault() : rollback.start())}
        className={classes["rollback"] ?? ""}
      >
        {rollback.isWaiting ? "Rolls back when clear" : "Roll back"}
      </Button>
    </Tooltip>
  )
}
