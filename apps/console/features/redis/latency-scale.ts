import type { RedisLatencyRowView } from "@signalbox/domain/redis/schema"

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]

/** The end of the scale in microseconds: a round figure, with a little room after the slowest p99. */
export function latencyScale(rows: readonly Pick<RedisLatencyRowView, "p50Micros" | "p99Micros">[]): number {
  const most = Math.max(1, ...rows.map(({ p50Micros, p99Micros }) => Math.max(p50Micros ?? 0, p99Micros ?? 0)))
  const power = 10 ** Math.floor(Math.log10(most))
  return (STEPS.find((step) => step * power >= most * 1.05) ?? 20) * power
}
