import type { RedisLatencyRowView } from "@signalbox/domain/redis/schema"
import type { ChartLine } from "../../design/time-chart.tsx"

/** More lines than server hues cannot be told apart. */
const LINES_MAX = 8
const HUES = 8

type LatencyRow = Pick<RedisLatencyRowView, "serverName" | "serverHue" | "points">

/** Points of all servers on one line of time, in microseconds; `left`: servers that are not drawn. Alone, p99 is drawn too. */
export function latencyLines(rows: readonly LatencyRow[]): { times: number[]; lines: ChartLine[]; left: number } {
  const shown = rows.slice(0, LINES_MAX)
  const times = [...new Set(shown.flatMap(({ points }) => points.map(({ at }) => Date.parse(at) / 1_000)))].sort(
    (a, b) => a - b,
  )
  const lines = shown.flatMap(({ serverName, serverHue, points }): ChartLine[] => {
    const byTime = new Map(points.map((point) => [Date.parse(point.at) / 1_000, point]))
    const colour = `--server-${((serverHue - 1) % HUES) + 1}`
    const p50 = { name: `${serverName} p50`, colour, values: times.map((at) => byTime.get(at)?.p50Micros) }
    const p99 = { name: `${serverName} p99`, colour, values: times.map((at) => byTime.get(at)?.p99Micros) }
    return shown.length === 1 ? [p50, { ...p99, dashed: true }] : [p50]
  })
  return { times, lines, left: rows.length - shown.length }
}
