"use client"
import { Button } from "@mantine/core"
import type { RolloutTargetView, RolloutView, TargetEvidenceView } from "@signalbox/domain/rollouts/schema"
import { useQuery } from "@tanstack/react-query"
import { ArrowRight } from "lucide-react"
import Link from "next/link"
import { KeyDiff } from "../../design/key-diff.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./evidence.module.css"
import { EvidenceChecks } from "./evidence-checks.tsx"
import { EvidenceJournal } from "./evidence-journal.tsx"
import { EvidenceTiming } from "./evidence-timing.tsx"
import { isSettled } from "./rollout-batches.ts"

type EvidenceProps = { rollout: RolloutView; target: RolloutTargetView }

/** What was seen on one server: checks, the journal around the failure, how long each step took, what changed. */
export function Evidence({ rollout, target }: EvidenceProps) {
  const trpc = useTRPC()
  const seen = useQuery(trpc.rollouts.evidence.queryOptions({ rolloutId: rollout.id, serverId: target.serverId }))
  if (seen.error) return <ErrorPanel error={seen.error} retry={seen.refetch} />
  if (!seen.data) return <RowSkeleton rows={4} height={32} />
  return <Seen rollout={rollout} target={target} seen={seen.data} />
}

function Seen({ rollout, target, seen }: EvidenceProps & { seen: TargetEvidenceView }) {
  const { evidence, changes } = seen
  const diff = (
    <section className={classes["box"]} aria-label="What changes here">
      <header>
        What changes here
        <span className={classes["right"]}>{count(changes.length, "key")}, secrets masked</span>
      </header>
      {changes.length > 0 ? (
        <KeyDiff
          changes={changes}
          label={`What changes on ${target.serverName}, by key`}
          before={target.fromNumber === null ? "Before" : `v${target.fromNumber}`}
          after={`v${target.toNumber}`}
        />
      ) : (
        <p className={classes["why"]}>The values are the same; only layout or comments differ.</p>
      )}
    </section>
  )
  const hasJournal = evidence !== null && evidence.journal.length > 0
  return (
    <div className={classes["evidence"]}>
      <div className={classes["grid"]}>
        <div className={classes["column"]}>
          {evidence ? (
            <EvidenceChecks evidence={evidence} target={target} />
          ) : (
            <section className={classes["box"]} aria-label="Checks">
              <header>Checks</header>
              <p className={classes["why"]}>
                {isSettled(target.status)
                  ? "Nothing was run on this server, so there is nothing to show."
                  : "Evidence comes from the server when the change has ended there."}
              </p>
            </section>
          )}
          {target.problem ? <Why target={target} /> : null}
        </div>
        <div className={classes["column"]}>
          {hasJournal ? <EvidenceJournal evidence={evidence} rollout={rollout} target={target} /> : null}
          {diff}
          {evidence && !hasJournal ? (
            <section className={classes["box"]} aria-label="Timing">
              <EvidenceTiming timing={evidence.timing} target={target} />
            </section>
          ) : null}
        </div>
      </div>
    </div>
  )
}

/** The reason first, what to do about it on the next line. */
function Why({ target }: { target: RolloutTargetView }) {
  if (!target.problem) return null
  return (
    <section className={classes["box"]} aria-label="Why">
      <div className={classes["why"]}>
        <strong>{target.problem.message}</strong>
        <div>{target.problem.fix}</div>
        <Button
          component={Link}
          href={`/servers/${target.serverId}`}
          variant="default"
          size="xs"
          mt={8}
          rightSection={<ArrowRight />}
        >
          Open {target.serverName}
        </Button>
      </div>
    </section>
  )
}
