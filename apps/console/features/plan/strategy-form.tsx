"use client"
import { NumberInput, UnstyledButton } from "@mantine/core"
import { useState } from "react"
import { Card } from "../../design/page.tsx"
import classes from "./plan.module.css"
import { STRATEGY, type Strategy } from "./plan-search.ts"

type Field = {
  name: keyof Strategy
  label: string
  suffix: string
  /** Milliseconds, or servers, per unit that is typed. */
  unit: number
  min: number
  max: number
  says: string
}

const FIELDS: Field[] = [
  { name: "canary", label: "Canary", suffix: " servers", unit: 1, min: 0, max: 100, says: "go first, alone" },
  {
    name: "batchSize",
    label: "Batch size",
    suffix: " servers",
    unit: 1,
    min: 1,
    max: 1_000,
    says: "at a time after it",
  },
  {
    name: "soakMs",
    label: "Soak",
    suffix: " s",
    unit: 1_000,
    min: 0,
    max: 86_400,
    says: "after each batch that passed",
  },
  {
    name: "stopAfterFailures",
    label: "Hold the line at",
    suffix: " failed",
    unit: 1,
    min: 1,
    max: 1_000,
    says: "servers that did not end applied",
  },
  { name: "settleMs", label: "Settle", suffix: " s", unit: 1_000, min: 0, max: 60, says: "each unit must stay up" },
  {
    name: "ttlMs",
    label: "Wait for absent",
    suffix: " min",
    unit: 60_000,
    min: 1,
    max: 10_080,
    says: "then it expires there",
  },
]

/** How it goes from server to server. Each change is planned anew. */
export function StrategyForm({ strategy, change }: { strategy: Strategy; change: (strategy: Strategy) => void }) {
  const [draft, setDraft] = useState(strategy)
  const [asked, setAsked] = useState(JSON.stringify(strategy))
  // The URL changed by other means, such as the back button.
  if (JSON.stringify(strategy) !== asked) {
    setAsked(JSON.stringify(strategy))
    setDraft(strategy)
  }
  function put(next: Strategy) {
    setDraft(next)
    // At once, so that nothing can be started by an older plan; the planning itself waits for the typing to end.
    change(next)
  }
  const isUsual = JSON.stringify(draft) === JSON.stringify(STRATEGY)
  return (
    <Card
      title="Strategy"
      right={
        isUsual ? null : (
          <UnstyledButton className={classes["link"]} onClick={() => put(STRATEGY)}>
            As usual
          </UnstyledButton>
        )
      }
    >
      <div className={classes["strategy"]}>
        {FIELDS.map(({ name, label, suffix, unit, min, max, says }) => (
          <NumberInput
            key={name}
            label={label}
            description={says}
            inputWrapperOrder={["label", "input", "description"]}
            suffix={draft[name] / unit === 1 ? suffix.replace("servers", "server") : suffix}
            min={min}
            max={max}
            clampBehavior="strict"
            allowNegative={false}
            allowDecimal={false}
            value={draft[name] / unit}
            onChange={(value) => {
              if (value === "") return
              put({ ...draft, [name]: Math.round(Number(value) * unit) })
            }}
          />
        ))}
      </div>
    </Card>
  )
}
