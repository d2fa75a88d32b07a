"use client"
import type { RolloutTargetView, RolloutView } from "@signalbox/domain/rollouts/schema"
import { useNow } from "../../design/clock.ts"
import { Lamp } from "../../design/lamp.tsx"
import { count } from "../../design/words.ts"
import { type Batch, batchWords, gateLamp, gateWords, isFailure } from "./rollout-batches.ts"
import { RolloutRow } from "./rollout-row.tsx"
import classes from "./rows.module.css"

type RolloutRowsProps = {
  rollout: RolloutView
  batches: Batch[]
  /** Server whose evidence is open. */
  opened: string | null
  open: (serverId: string | null) => void
}

/** One row per server, batch by batch, in the order in which they are changed. */
export function RolloutRows({ rollout, batches, opened, open }: RolloutRowsProps) {
  const still = rollout.targets.filter((target) => target.batch === 0)
  const row = (target: RolloutTargetView, batch: Batch | null) => (
    <RolloutRow
      key={target.serverId}
      rollout={rollout}
      target={target}
      batch={batch}
      isOpen={opened === target.serverId}
      toggle={() => open(opened === target.serverId ? null : target.serverId)}
    />
  )
  return (
    <table className={classes["table"]} aria-label="Servers">
      <thead>
        <tr className={classes["head"]}>
          <th scope="col">
            <span className="sr-only">Lamp</span>
          </th>
          <th scope="col">Server</th>
          <th scope="col">State</th>
          <th scope="col">Step</th>
          <th scope="col">Version</th>
          <th scope="col">Checks</th>
          <th scope="col" className={classes["figure"]}>
            Took
          </th>
          <th scope="col">
            <span className="sr-only">Evidence</span>
          </th>
        </tr>
      </thead>
      {batches.map((batch) => (
        <tbody key={batch.number}>
          <BatchHead rollout={rollout} batch={batch} />
          {batch.targets.map((target) => row(target, batch))}
        </tbody>
      ))}
      {still.length > 0 ? (
        <tbody>
          <tr className={classes["batch"]}>
            <th scope="rowgroup" colSpan={8} className={classes["batchCell"]}>
              <b>nothing to do</b>
              <span className="dim">{count(still.length, "server")}</span>
            </th>
          </tr>
          {still.map((target) => row(target, null))}
        </tbody>
      ) : null}
    </table>
  )
}

function BatchHead({ rollout, batch }: { rollout: RolloutView; batch: Batch }) {
  const now = useNow()
  return (
    <tr className={classes["batch"]}>
      <th scope="rowgroup" colSpan={8} className={classes["batchCell"]}>
        <b>
          {batch.number} · {batchWords(batch)}
        </b>
        <span className="dim">{hint(rollout, batch)}</span>
        <span className={classes["gate"]}>
          <Lamp kind={gateLamp(batch.gate)} size="s" />
          {gateWords(batch.gate, now)}
        </span>
      </th>
    </tr>
  )
}

function hint({ strategy }: RolloutView, { number, isCanary, gate, targets }: Batch): string {
  const failures = targets.filter((target) => isFailure(target.status)).length
  switch (gate.state) {
    case "closed":
      return number === 1 ? "begins in a moment" : `begins when gate ${number - 1} clears`
    case "shut":
      return failures > 0 ? `${failures} did not end applied` : ""
    default:
      if (failures === 0) return isCanary ? count(targets.length, "server") : ""
      return strategy.stopAfterFailures === 1
        ? `${failures} failed; the first holds the line`
        : `${failures} failed of ${strategy.stopAfterFailures} that hold the line`
  }
}
