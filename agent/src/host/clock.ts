import { readFileSync } from "node:fs"

/** Time as the agent needs it. Deadlines run on `monotonic`, so that a wrong or jumping wall clock moves none of them. */
export type Clock = {
  /** Milliseconds since the epoch, as this machine has it: for people, never for deadlines. */
  now(): number
  /** Milliseconds since boot, the same in every process of this machine. */
  monotonic(): number
  /** Names this boot: a monotonic stamp of another boot says nothing. */
  bootId: string
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => Number(process.hrtime.bigint() / 1_000_000n),
  bootId: readBootId(),
}

function readBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
}
