import type { EvidenceView, RolloutTargetView } from "@signalbox/domain/rollouts/schema"
import { took } from "../../design/words.ts"
import classes from "./evidence.module.css"

/** Short steps stay visible. */
const SHARE_MIN = 0.012

const LOOKS: Record<string, string> = { verify: "verify", rollback: "rollback", write: "write" }

/** Where the time went, to scale. */
export function EvidenceTiming({ timing, target }: { timing: EvidenceView["timing"]; target: RolloutTargetView }) {
  const whole = Math.max(
    1,
    timing.reduce((sum, { ms }) => sum + ms, 0),
  )
  if (timing.length === 0) return null
  return (
    <div className={classes["timing"]}>
      <div className={classes["scale"]} aria-hidden="true">
        {timing.map(({ step, ms }) => (
          <i key={step} data-step={LOOKS[step] ?? "other"} style={{ flexGrow: Math.max(SHARE_MIN, ms / whole) }} />
        ))}
      </div>
      <ul className={classes["legend"]}>
        {timing.map(({ step, ms }) => (
          <li key={step}>
            <i data-step={LOOKS[step] ?? "other"} aria-hidden="true" />
            {step} {took(ms)}
            {step === "rollback" ? `, ${target.status === "rolled-back" ? "verified" : "not verified"}` : ""}
          </li>
        ))}
      </ul>
    </div>
  )
}
