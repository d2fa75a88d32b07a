import type { SocketVerdict } from "@signalbox/protocol/redis-sockets"

export type UnitEnv = {
  unit: string
  /** The Redis instances that its env text names, and by which keys. */
  named: readonly { key: string; instance: string }[]
  /** When its env file was written, milliseconds since the epoch; null when it has none. */
  envWrittenAt: number | null
}

/** The start of a process and the time of a file are known to a few hundredths of a second. */
const GRAIN_MS = 100

/** Whether the unit's env text sends it to this instance, and why not. */
export function judgeConnection(
  unit: UnitEnv,
  connection: { instance: string; runsSince: number },
): { verdict: SocketVerdict; reason: string } {
  const { instance, runsSince } = connection
  const keys = unit.named.filter((each) => each.instance === instance).map(({ key }) => key)
  if (keys.length > 0) return { verdict: "expected", reason: `its env says so: ${keys.join(", ")}`.slice(0, 400) }
  if (unit.envWrittenAt === null || unit.named.length === 0) {
    return { verdict: "no-env", reason: "no env file of this unit names a Redis" }
  }
  if (runsSince + GRAIN_MS < unit.envWrittenAt) {
    return { verdict: "old-process", reason: "the process started before its env file was written: restart the unit" }
  }
  const says = unit.named.map((each) => `${each.key} says ${each.instance}`).join(", ")
  return { verdict: "other-instance", reason: `${says}; the socket goes to ${instance}`.slice(0, 400) }
}
