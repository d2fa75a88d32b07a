"use client"
import "uplot/dist/uPlot.min.css"
import { useComputedColorScheme } from "@mantine/core"
import { useElementSize } from "@mantine/hooks"
import { useEffect, useRef } from "react"
import uPlot from "uplot"
import classes from "./time-chart.module.css"
import { clockUtc } from "./words.ts"

export type ChartLine = {
  name: string
  /** A token such as `--server-1`. */
  colour: string
  /** One for each time; null where nothing was measured, and the line has a gap. */
  values: (number | null)[]
  dashed?: boolean
}

type TimeChartProps = {
  /** What is drawn, in words, for whoever cannot see it. */
  label: string
  /** Seconds since the epoch, ascending. */
  times: number[]
  lines: ChartLine[]
  /** The words of a value, on the axis and under the cursor. */
  words: (value: number) => string
  height?: number
}

/** Lines over time with a cursor that says each of them; times are UTC. */
export function TimeChart({ label, times, lines, words, height = 190 }: TimeChartProps) {
  const { ref, width } = useElementSize()
  const at = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme("light")
  useEffect(() => {
    const target = at.current
    if (!target || width === 0) return
    // Canvas knows no custom properties: they are read again whenever the scheme changes.
    void scheme
    const style = getComputedStyle(target)
    const token = (name: string) => style.getPropertyValue(name).trim()
    const axis = {
      stroke: token("--text-3"),
      font: `11px ${style.fontFamily}`,
      grid: { stroke: token("--chart-grid"), width: 1 },
      ticks: { show: false },
    }
    const chart = new uPlot(
      {
        width,
        height,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
        cursor: { y: false, points: { size: 6 } },
        legend: { live: true },
        scales: { y: { range: (_chart, _least, most) => [0, (most || 1) * 1.1] } },
        axes: [
          {
            ...axis,
            space: 90,
            values: (_chart, splits) => splits.map((split) => clockUtc(split * 1_000).slice(0, 5)),
          },
          { ...axis, size: 62, space: 34, values: (_chart, splits) => splits.map(words) },
        ],
        series: [
          { label: "UTC", value: (_chart, value) => (value === null ? "–" : clockUtc(value * 1_000)) },
          ...lines.map(
            ({ name, colour, dashed }): uPlot.Series => ({
              label: name,
              stroke: token(colour),
              width: 1.5,
              ...(dashed ? { dash: [4, 4] } : {}),
              points: { show: false },
              value: (_chart, value) => (value === null || value === undefined ? "–" : words(value)),
            }),
          ),
        ],
      },
      [times, ...lines.map(({ values }) => values)],
      target,
    )
    return () => chart.destroy()
  }, [times, lines, words, width, height, scheme])
  return (
    <div ref={ref}>
      <div ref={at} role="img" aria-label={label} className={classes["chart"]} style={{ minHeight: height + 28 }} />
    </div>
  )
}
