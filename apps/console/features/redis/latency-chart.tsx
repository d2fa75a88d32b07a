"use client"
import { SegmentedControl } from "@mantine/core"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useMemo } from "react"
import { Card } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { TimeChart } from "../../design/time-chart.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { latencyLines } from "./latency-lines.ts"
import { LatencyRanges } from "./latency-ranges.tsx"
import classes from "./redis.module.css"
import { micros } from "./redis-words.ts"

const WINDOWS = [
  { value: "15m", label: "15 min", ms: 900_000 },
  { value: "3h", label: "3 h", ms: 10_800_000 },
  { value: "1d", label: "1 d", ms: 86_400_000 },
  { value: "7d", label: "7 d", ms: 604_800_000 },
] as const

const words = (value: number) => micros(value) ?? ""

/** Round trips of PING as each server measures them: the span now, and the lines over time. */
export function LatencyCard({ instanceId }: { instanceId: string }) {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const chosen = WINDOWS.find(({ value }) => value === params.get("since")) ?? WINDOWS[0]
  const latency = useQuery(
    trpc.redis.latency.queryOptions({ instanceId, windowMs: chosen.ms }, { placeholderData: keepPreviousData }),
  )
  const { data } = latency
  const chart = useMemo(() => latencyLines(data ?? []), [data])
  return (
    <Card
      title="Latency from each server"
      hint="round trips of PING"
      right={
        <SegmentedControl
          aria-label="Over the last"
          value={chosen.value}
          onChange={(since) => setSearch({ since: since === WINDOWS[0].value ? undefined : since })}
          data={WINDOWS.map(({ value, label }) => ({ value, label }))}
        />
      }
    >
      {latency.error ? <ErrorPanel error={latency.error} retry={latency.refetch} /> : null}
      {!data && !latency.error ? <RowSkeleton rows={4} /> : null}
      {data && data.length === 0 ? <p className="dim">No server measured it in this time.</p> : null}
      {data && data.length > 0 ? (
        <div className={classes["stack"]}>
          <LatencyRanges rows={data} hasTimeouts />
          <TimeChart
            label={`p50 of PING over ${chosen.label}, a line for each server`}
            times={chart.times}
            lines={chart.lines}
            words={words}
          />
          {chart.left > 0 ? (
            <p className="dim">{chart.left} more servers are in the table and not among the lines.</p>
          ) : null}
        </div>
      ) : null}
    </Card>
  )
}
