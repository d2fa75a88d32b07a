import type { Runs } from "./timed-connection.ts"

/** How often the agent reads what is cheap to read. */
export const LOOK_EVERY_MS = 15_000
/** How often it walks the keys. */
export const WALK_EVERY_MS = 300_000

export type PingEnd = { agentCpuMicros: number; pings: number; failures: number; p99Micros: number }
export type WatchEnd = PingEnd & { looks: number }
export type LooksEnd = { agentCpuMicros: number; looks: number; tookMs: number }
export type WalkEnd = {
  agentCpuMicros: number
  tookMs: number
  keysSeen: number
  /** How long our commands ran with no other client's in between. */
  runs: Runs
}
