/** The status words, the same in database, API, console and docs. */
export const SERVER_STATUSES = ["online", "offline", "revoked"] as const
export type ServerStatus = (typeof SERVER_STATUSES)[number]

export const CHANGE_STATUSES = [
  "pending",
  "applying",
  "verifying",
  "applied",
  "rolled-back",
  "failed",
  "stuck",
  "unreachable",
  "skipped",
  "expired",
] as const
export type ChangeStatus = (typeof CHANGE_STATUSES)[number]

export const ROLLOUT_STATUSES = ["running", "paused", "held", "aborting", "aborted", "finished"] as const
export type RolloutStatus = (typeof ROLLOUT_STATUSES)[number]

export const CHECK_STATUSES = ["pass", "fail", "unknown"] as const
export type CheckStatus = (typeof CHECK_STATUSES)[number]
