import type { RedisConnection } from "../../agent/src/host/redis/connection.ts"
import { type InfoFields, readInfo } from "../../agent/src/host/redis/info.ts"

/** What an instance has done since it was started. */
export type Usage = {
  at: number
  cpuMicros: number
  commands: number
  inputBytes: number
  outputBytes: number
  /** By the name of the command, in the instance's own time. */
  perCommand: Map<string, { calls: number; micros: number }>
}

export async function readUsage(redis: RedisConnection): Promise<Usage> {
  const info = await readInfo(redis, "all")
  const field = (name: string) => Number(info.get(name) ?? Number.NaN)
  return {
    at: performance.now(),
    cpuMicros: (field("used_cpu_sys") + field("used_cpu_user")) * 1e6,
    commands: field("total_commands_processed"),
    inputBytes: field("total_net_input_bytes"),
    outputBytes: field("total_net_output_bytes"),
    perCommand: commandsOf(info),
  }
}

function commandsOf(info: InfoFields): Usage["perCommand"] {
  const commands: Usage["perCommand"] = new Map()
  for (const [name, value] of info) {
    const [, calls, micros] = /^calls=(\d+),usec=(\d+)/.exec(value) ?? []
    if (name.startsWith("cmdstat_")) commands.set(name.slice(8), { calls: Number(calls), micros: Number(micros) })
  }
  return commands
}

/** Time of the instance in all commands but these, in microseconds. */
export function microsInOthers(before: Usage, after: Usage, but: readonly string[]): number {
  const sum = ({ perCommand }: Usage) =>
    [...perCommand].filter(([name]) => !but.includes(name)).reduce((total, [, { micros }]) => total + micros, 0)
  return sum(after) - sum(before)
}
