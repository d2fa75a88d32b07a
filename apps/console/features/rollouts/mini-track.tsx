import type { RolloutRowView } from "@signalbox/domain/rollouts/schema"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { rolloutLamp } from "./rollout-batches.ts"

const STEP = 34
const SHOWN_MAX = 5

/** The line of a rollout in little: sections passed, the one where it is or stopped, sections ahead. The words stand beside it. */
export function MiniTrack({ rollout }: { rollout: RolloutRowView }) {
  const shown = Math.max(1, Math.min(rollout.batches, SHOWN_MAX))
  const at = Math.max(1, Math.ceil((rollout.currentBatch / Math.max(1, rollout.batches)) * shown))
  const width = shown * STEP + 4
  return (
    <svg width={width} height="20" viewBox={`0 0 ${width} 20`} aria-hidden="true">
      {Array.from({ length: shown }, (_, index) => {
        const { lamp, line, isAhead } = lookOf(rollout, index + 1, at)
        const x = 2 + STEP * index
        return (
          <g key={x}>
            <path
              d={`M${x} 10H${x + STEP}`}
              stroke={line}
              strokeWidth={isAhead ? 2 : 2.5}
              strokeDasharray={isAhead ? "3 4" : undefined}
            />
            <use href={`#lamp-${lamp}`} x={x + STEP / 2 - 6} y="4" width="12" height="12" />
          </g>
        )
      })}
    </svg>
  )
}

type SectionLook = { lamp: LampKind; line: string; isAhead: boolean }

function lookOf(rollout: RolloutRowView, section: number, at: number): SectionLook {
  const lamp = rolloutLamp(rollout)
  if (section > at) return { lamp: "pending", line: "var(--line-3)", isAhead: true }
  if (section < at) return { lamp: "clear", line: "var(--clear-lamp)", isAhead: false }
  if (rollout.status === "finished")
    return { lamp, line: lamp === "clear" ? "var(--clear-lamp)" : "var(--line-3)", isAhead: false }
  return { lamp, line: lamp === "verifying" ? "var(--moving-lamp)" : "var(--line-3)", isAhead: false }
}
