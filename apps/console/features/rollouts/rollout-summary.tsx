"use client"
import { Modal, UnstyledButton } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import type { KeyChangeView } from "@signalbox/domain/env/schema"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { KeyDiff } from "../../design/key-diff.tsx"
import { count, took } from "../../design/words.ts"
import type { Batch } from "./rollout-batches.ts"
import classes from "./summary.module.css"

const LINES_MAX = 4
const ROWS_MAX = 4

/** The plan in one strip: what changes, what restarts, what must pass, how it goes on. */
export function RolloutSummary({ rollout, batches }: { rollout: RolloutView; batches: Batch[] }) {
  const [isOpen, diff] = useDisclosure(false)
  const { changes, units, checkTitles } = rollout
  // The first of them say that each unit stays up: one line here.
  const beside = checkTitles.slice(units.length)
  return (
    <section className={classes["plan"]} aria-label="Plan">
      <div>
        <h2>
          <span>What changes</span>
          {changes.length > 0 ? (
            <UnstyledButton className={classes["more"]} onClick={diff.open}>
              {count(changes.length, "key")}, full diff
            </UnstyledButton>
          ) : null}
        </h2>
        {changes.length === 0 ? <p className="dim">Servers differ in what changes: open one below.</p> : null}
        <DiffLines changes={changes} />
      </div>
      <div>
        <h2>Restarts, in order</h2>
        <ol className={classes["kv"]}>
          {units.length === 0 ? <li className="dim">Nothing restarts</li> : null}
          {units.slice(0, units.length > ROWS_MAX ? ROWS_MAX - 1 : ROWS_MAX).map((unit, at) => (
            <li key={unit}>
              <span>{unit.replace(/\.service$/, "")}</span>
              <span>{ordinal(at + 1)}</span>
            </li>
          ))}
          <Rest items={units.length > ROWS_MAX ? units.slice(ROWS_MAX - 1) : []} />
        </ol>
      </div>
      <div>
        <h2>Gate: {count(checkTitles.length, "check")} per server</h2>
        <ul className={classes["kv"]}>
          {units.length > 0 ? (
            <li>
              <span>Units stay up for {took(rollout.strategy.settleMs)}</span>
              <span>{units.length}</span>
            </li>
          ) : null}
          {beside.slice(0, beside.length > ROWS_MAX - 1 ? ROWS_MAX - 2 : ROWS_MAX - 1).map((title) => (
            <li key={title}>
              <span title={title}>{title}</span>
            </li>
          ))}
          <Rest items={beside.length > ROWS_MAX - 1 ? beside.slice(ROWS_MAX - 2) : []} />
        </ul>
      </div>
      <div>
        <h2>Strategy</h2>
        <ul className={classes["kv"]}>
          <li>
            <span>Batches</span>
            <span>{sizes(batches)}</span>
          </li>
          <li>
            <span>Soak after each batch</span>
            <span>{rollout.strategy.soakMs === 0 ? "none" : took(rollout.strategy.soakMs)}</span>
          </li>
          <li>
            <span>Hold the line at</span>
            <span>{rollout.strategy.stopAfterFailures} failed</span>
          </li>
          <li>
            <span>On failure</span>
            <span>puts itself back</span>
          </li>
        </ul>
      </div>
      <Modal opened={isOpen} onClose={diff.close} title="What changes on most servers" size={860}>
        <div className={classes["modal"]}>
          <KeyDiff changes={changes} before="Before" after="After" />
        </div>
      </Modal>
    </section>
  )
}

function Rest({ items }: { items: string[] }) {
  if (items.length === 0) return null
  return (
    <li className="dim" title={items.join("\n")}>
      and {items.length} more
    </li>
  )
}

/** Old and new line of each key, as many as fit. */
export function DiffLines({ changes }: { changes: KeyChangeView[] }) {
  const lines = changes.flatMap(({ key, before, after }) => [
    ...(before === null ? [] : [{ sign: "−", side: "before", text: `${key}=${before}` }]),
    ...(after === null ? [] : [{ sign: "+", side: "after", text: `${key}=${after}` }]),
  ])
  return (
    <div className={classes["diff"]}>
      {lines.slice(0, LINES_MAX).map(({ sign, side, text }) => (
        <div key={`${side} ${text}`} data-side={side} title={text}>
          <span>{sign}</span>
          <span>{text}</span>
        </div>
      ))}
    </div>
  )
}

const ordinal = (at: number) => ["", "first", "second", "third"][at] ?? `${at}th`

/** "1, 5, 5", and "1, then 9 of 5" where they are many. */
function sizes(batches: Batch[]): string {
  const each = batches.map((batch) => batch.targets.length)
  if (each.length <= 5) return each.join(", ")
  return `${each[0]}, then ${each.length - 1} of up to ${Math.max(...each.slice(1))}`
}
