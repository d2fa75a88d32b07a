"use client"
import { Tooltip } from "@mantine/core"
import { useNow } from "./clock.ts"
import { exactLocal, exactUtc, span, spanAhead } from "./words.ts"

type AgeProps = {
  /** ISO time or milliseconds since the epoch. */
  at: string | number | null | undefined
  /** After the span: "14 min ago". */
  ago?: boolean
  /** Counts down to a moment ahead instead of up from one behind. */
  ahead?: boolean
}

/** Relative time; the exact one, UTC and local, on hover. */
export function Age({ at, ago = false, ahead = false }: AgeProps) {
  const now = useNow()
  if (at === null || at === undefined) return <span className="dim">never</span>
  const moment = new Date(at).getTime()
  const words = ahead ? spanAhead(moment - now) : span(now - moment)
  return (
    <Tooltip
      label={
        <>
          {exactUtc(moment)}
          <br />
          {exactLocal(moment)}
        </>
      }
    >
      <time dateTime={new Date(moment).toISOString()}>{ago ? `${words} ago` : words}</time>
    </Tooltip>
  )
}
