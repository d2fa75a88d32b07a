"use client"
import "uplot/dist/uPlot.min.css"
import { useComputedColorScheme } from "@mantine/core"
import { useElementSize } from "@mantine/hooks"
import { useEffect, useRef } from "react"
import uPlot from "uplot"
import { type ChartLook, chartOptions } from "./chart-options.ts"
import classes from "./time-chart.module.css"

export type ChartLine = ChartLook & {
  /** One for each time: null where nothing could be measured, and the line has a gap; undefined where nobody looked just then. */
  values: (number | null | undefined)[]
}

type TimeChartProps = {
  /** What is drawn, in words, for whoever cannot see it. */
  label: string
  /** Seconds since the epoch, ascending. */
  times: number[]
  lines: ChartLine[]
  words: (value: number) => string
  height?: number
}

/** Lines over time with a cursor that says each of them; times are UTC. */
export function TimeChart({ label, times, lines, words, height = 190 }: TimeChartProps) {
  const { ref, width } = useElementSize()
  const at = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const data = useRef<uPlot.AlignedData>([[]])
  const scheme = useComputedColorScheme("light")
  const looks = JSON.stringify(lines.map(({ name, colour, dashed }) => ({ name, colour, dashed })))

  // New values go into the chart that is there: the cursor stays where it points.
  useEffect(() => {
    data.current = [times, ...lines.map(({ values }) => values)]
    if (chart.current?.series.length === data.current.length) chart.current.setData(data.current)
  }, [times, lines])

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read again when the scheme changes
  useEffect(() => {
    if (!at.current || width === 0) return
    const input = { looks: JSON.parse(looks) as ChartLook[], words, width, height }
    const drawn = new uPlot(chartOptions(at.current, input), data.current, at.current)
    chart.current = drawn
    return () => {
      chart.current = null
      drawn.destroy()
    }
  }, [looks, words, width, height, scheme])

  return (
    <div ref={ref}>
      <div ref={at} role="img" aria-label={label} className={classes["chart"]} style={{ minHeight: height + 28 }} />
    </div>
  )
}
