"use client"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import type { ChangeStatus } from "@signalbox/domain/status"
import { Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { LiveDot } from "../shell/live-dot.tsx"
import type { Batch } from "./rollout-batches.ts"
import classes from "./rollouts.module.css"
import { Track } from "./track.tsx"

/** What is done and moves first, then what is wrong, then what waits. */
const ORDER: readonly ChangeStatus[] = [
  "applied",
  "verifying",
  "applying",
  "rolled-back",
  "failed",
  "stuck",
  "pending",
  "unreachable",
  "expired",
  "skipped",
]

type RolloutProgressProps = { rollout: RolloutView; batches: Batch[]; open: (serverId: string) => void }

/** How far it is: the counts, then the line itself. */
export function RolloutProgress({ rollout, batches, open }: RolloutProgressProps) {
  return (
    <section className={classes["card"]} aria-label="Progress">
      <div className={classes["cardHead"]}>
        <h2>{rollout.currentBatch === 0 ? "Not begun" : `Batch ${rollout.currentBatch} of ${batches.length}`}</h2>
        <span className={classes["counts"]}>
          {ORDER.filter((status) => rollout.counts[status] > 0).map((status) => (
            <Status key={status} lamp={lampOf.change(status)}>
              {rollout.counts[status].toLocaleString("en")} {status}
            </Status>
          ))}
        </span>
        <span className={`${classes["right"]} no-phone`}>{rollout.finishedAt ? null : <LiveDot />}</span>
      </div>
      <Track rollout={rollout} batches={batches} open={open} />
    </section>
  )
}
