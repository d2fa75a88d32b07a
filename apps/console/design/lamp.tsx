import type { ChangeStatus, CheckStatus, RolloutStatus, ServerStatus } from "@signalbox/domain/status"
import type { ReactNode } from "react"
import classes from "./lamp.module.css"
import type { LampKind } from "./lamp-sprite.tsx"

export type Tone = "clear" | "caution" | "danger" | "moving" | "unknown"

const TONES: Record<LampKind, Tone> = {
  clear: "clear",
  caution: "caution",
  "rolled-back": "caution",
  danger: "danger",
  stuck: "danger",
  applying: "moving",
  verifying: "moving",
  pending: "unknown",
  unknown: "unknown",
  unreachable: "unknown",
  expired: "unknown",
  revoked: "unknown",
  skipped: "unknown",
}

const CHANGE: Record<ChangeStatus, LampKind> = {
  pending: "pending",
  applying: "applying",
  verifying: "verifying",
  applied: "clear",
  "rolled-back": "rolled-back",
  failed: "danger",
  stuck: "stuck",
  unreachable: "unreachable",
  skipped: "skipped",
  expired: "expired",
}
const SERVER: Record<ServerStatus, LampKind> = { online: "clear", offline: "danger", revoked: "revoked" }
const CHECK: Record<CheckStatus, LampKind> = { pass: "clear", fail: "danger", unknown: "unknown" }
const ROLLOUT: Record<RolloutStatus, LampKind> = {
  running: "verifying",
  paused: "pending",
  held: "caution",
  aborting: "applying",
  aborted: "revoked",
  finished: "clear",
}

/** The lamp that stands for each status word. */
export const lampOf = {
  change: (status: ChangeStatus): LampKind => CHANGE[status],
  server: (status: ServerStatus): LampKind => SERVER[status],
  check: (status: CheckStatus): LampKind => CHECK[status],
  rollout: (status: RolloutStatus): LampKind => ROLLOUT[status],
}

export const toneOf = (kind: LampKind): Tone => TONES[kind]

/** The glyph alone: always put its word beside it, or use `Status`. */
export function Lamp({ kind, size = "m" }: { kind: LampKind; size?: "s" | "m" | "l" }) {
  return (
    <svg className="lamp" data-size={size} data-tone={TONES[kind]} viewBox="0 0 16 16" aria-hidden="true">
      <use href={`#lamp-${kind}`} />
    </svg>
  )
}

type StatusProps = {
  lamp: LampKind
  /** The status word, in the words of the design. */
  children: ReactNode
  size?: "s" | "m" | "l"
  /** Plain text beside the lamp, where all is as wanted. */
  quiet?: boolean
}

/** Lamp and word: a state is never colour alone. */
export function Status({ lamp, children, size = "m", quiet = false }: StatusProps) {
  return (
    <span className={classes["status"]} data-tone={quiet ? "quiet" : TONES[lamp]} data-size={size}>
      <Lamp kind={lamp} size={size} />
      <span>{children}</span>
    </span>
  )
}
