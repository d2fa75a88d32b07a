import uPlot from "uplot"
import { clockUtc, exactUtc } from "./words.ts"

export type ChartLook = {
  name: string
  /** A token such as `--server-1`. */
  colour: string
  dashed?: boolean
}

type ChartInput = {
  looks: readonly ChartLook[]
  /** The words of a value, on the axis and under the cursor. */
  words: (value: number) => string
  width: number
  height: number
}

/** From here on the axis names days, in seconds. */
const DAYS_FROM = 36 * 3_600

const dayUtc = (seconds: number) => exactUtc(seconds * 1_000).slice(5, 10)
const minuteUtc = (seconds: number) => clockUtc(seconds * 1_000).slice(0, 5)

/** Lines from zero up, in the colours that hold where `element` stands: a canvas knows no custom properties. */
export function chartOptions(element: HTMLElement, { looks, words, width, height }: ChartInput): uPlot.Options {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const axis = {
    stroke: token("--text-3"),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: token("--chart-grid"), width: 1 },
    ticks: { show: false },
  }
  const timeWords = (_chart: uPlot, splits: number[]) =>
    splits.map((splits.at(-1) ?? 0) - (splits[0] ?? 0) > DAYS_FROM ? dayUtc : minuteUtc)
  return {
    width,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC"),
    cursor: { y: false, points: { size: 6 } },
    scales: { y: { range: (_chart, _least, most) => [0, (most || 1) * 1.1] } },
    axes: [
      { ...axis, space: 90, values: timeWords },
      { ...axis, size: 62, space: 34, values: (_chart, splits) => splits.map(words) },
    ],
    series: [
      { label: "At", value: (_chart, value) => (value === null ? "–" : exactUtc(value * 1_000)) },
      ...looks.map(
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
  }
}
