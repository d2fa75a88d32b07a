import type { ChangeStatus, CheckStatus, RolloutStatus, ServerStatus } from "@signalbox/domain/status"
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
