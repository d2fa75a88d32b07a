import type { RedisLatencyRowView } from "@signalbox/domain/redis/schema"
import { latencyScale } from "./latency-scale.ts"
import classes from "./panel.module.css"
import { micros, rate } from "./redis-words.ts"

type LatencyRangesProps = {
  rows: readonly RedisLatencyRowView[]
  /** With a column of time-outs, where there is room. */
  hasTimeouts?: boolean
}

/** From each server the span between p50, the mark, and p99, the end of the bar; all on one scale. */
export function LatencyRanges({ rows, hasTimeouts = false }: LatencyRangesProps) {
  const end = latencyScale(rows)
  return (
    <table className={classes["latency"]}>
      <thead>
        <tr>
          <th scope="col">
            <span className="sr-only">Server</span>
          </th>
          <th scope="col" className={classes["rangeCell"]}>
            <span className={classes["scale"]}>
              <span>0</span>
              <span>{micros(end)}</span>
            </span>
          </th>
          <th scope="col">p50</th>
          <th scope="col">p99</th>
          {hasTimeouts ? <th scope="col">time-outs/h</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ serverId, serverName, p50Micros, p99Micros, timeoutsPerHour }) => (
          <tr key={serverId}>
            <td>{serverName}</td>
            <td className={classes["rangeCell"]}>
              <span className={classes["range"]} aria-hidden="true">
                {p50Micros === null || p99Micros === null ? null : (
                  <>
                    <i
                      style={{
                        left: `${(p50Micros / end) * 100}%`,
                        width: `max(2px, ${((p99Micros - p50Micros) / end) * 100}%)`,
                      }}
                    />
                    <b style={{ left: `${(p50Micros / end) * 100}%` }} />
                  </>
                )}
              </span>
            </td>
            <td>{micros(p50Micros) ?? "–"}</td>
            <td>{micros(p99Micros) ?? "–"}</td>
            {hasTimeouts ? (
              <td data-high={(timeoutsPerHour ?? 0) > 0 || undefined}>
                {timeoutsPerHour === null ? "–" : rate(timeoutsPerHour)}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
