import type { PlanView } from "@signalbox/domain/rollouts/schema"
import { Lamp } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { count, took } from "../../design/words.ts"
import classes from "./plan.module.css"
import type { Strategy } from "./plan-search.ts"

const NAMES_MAX = 3
const BATCHES_MAX = 6

/** The order of servers, as a line to be gone along. */
export function PlanBatches({ plan, strategy }: { plan: PlanView; strategy: Strategy }) {
  const names = new Map(plan.targets.map((target) => [target.serverId, target.serverName]))
  const shown = plan.batches.length > BATCHES_MAX ? plan.batches.slice(0, BATCHES_MAX - 1) : plan.batches
  if (plan.batches.length === 0) return null
  return (
    <Card title="Batches" hint={`${plan.batches.length}, one after the other`}>
      <ol className={classes["batches"]}>
        {shown.map((batch) => (
          <li key={batch.number}>
            <Lamp kind="pending" />
            <div>
              <b>
                {batch.number} ·{" "}
                {batch.number === 1 && strategy.canary > 0 && plan.batches.length > 1 ? "canary, " : ""}
                {count(batch.serverIds.length, "server")}
              </b>
              <div className="dim">{namesOf(batch.serverIds.map((id) => names.get(id) ?? id))}</div>
              {strategy.soakMs > 0 && batch.number < plan.batches.length ? (
                <div className="dim">then soaks {took(strategy.soakMs)}</div>
              ) : null}
            </div>
          </li>
        ))}
        {shown.length < plan.batches.length ? (
          <li>
            <Lamp kind="skipped" />
            <div className="dim">
              and {count(plan.batches.length - shown.length, "more batch", "more batches")}, of up to{" "}
              {count(strategy.batchSize, "server")} each
            </div>
          </li>
        ) : null}
      </ol>
    </Card>
  )
}

function namesOf(names: string[]): string {
  if (names.length <= NAMES_MAX + 1) return names.join(", ")
  return `${names.slice(0, NAMES_MAX).join(", ")} and ${names.length - NAMES_MAX} more`
}

/** What must pass on each server before the next batch begins. */
export function PlanChecks({ plan }: { plan: PlanView }) {
  return (
    <Card title="Gate" hint={`${count(plan.checks.length, "check")} on each server`}>
      {plan.checks.length === 0 ? (
        <p className="dim">No check is described: a change counts as good once its units stay up.</p>
      ) : (
        <ul className={classes["checks"]}>
          {plan.checks.map((check, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: checks stand in their order, and two may read alike
            <li key={at}>{check}</li>
          ))}
        </ul>
      )}
    </Card>
  )
}
