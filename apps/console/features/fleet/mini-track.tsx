const STEP = 64
const SHOWN_MAX = 5

/** The line of a rollout in little: sections behind, under way and ahead. */
export function MiniTrack({ batches, current }: { batches: number; current: number }) {
  const shown = Math.min(batches, SHOWN_MAX)
  const at = batches <= SHOWN_MAX ? current : Math.min(SHOWN_MAX, Math.ceil((current / batches) * SHOWN_MAX))
  const width = shown * STEP + 20
  return (
    <svg width={width} height="20" viewBox={`0 0 ${width} 20`} aria-hidden="true">
      {Array.from({ length: shown }, (_, index) => index + 1).map((batch) => (
        <Section key={batch} x={10 + STEP * (batch - 0.5)} look={batch < at ? DONE : batch === at ? NOW : AHEAD} />
      ))}
    </svg>
  )
}

type Look = {
  line: string
  width: number
  dash?: string
  radius: number
  fill: string
  edge: string
  edgeWidth: number
  core: string
}

const DONE: Look = {
  line: "var(--clear-lamp)",
  width: 2.5,
  radius: 5,
  fill: "var(--clear-lamp)",
  edge: "none",
  edgeWidth: 0,
  core: "none",
}
const NOW: Look = {
  line: "var(--moving-lamp)",
  width: 2.5,
  radius: 4.6,
  fill: "var(--surface)",
  edge: "var(--moving-lamp)",
  edgeWidth: 2.4,
  core: "var(--moving-lamp)",
}
const AHEAD: Look = {
  line: "var(--line-3)",
  width: 2,
  dash: "4 4",
  radius: 4.6,
  fill: "var(--surface)",
  edge: "var(--unknown-lamp)",
  edgeWidth: 1.7,
  core: "none",
}

function Section({ x, look }: { x: number; look: Look }) {
  return (
    <g>
      <path
        d={`M${x - STEP / 2} 10H${x + STEP / 2}`}
        stroke={look.line}
        strokeWidth={look.width}
        strokeDasharray={look.dash}
      />
      <circle cx={x} cy="10" r="7" fill="var(--surface)" />
      <circle cx={x} cy="10" r={look.radius} fill={look.fill} stroke={look.edge} strokeWidth={look.edgeWidth} />
      <circle cx={x} cy="10" r="1.8" fill={look.core} />
    </g>
  )
}
