"use client"
import { Tooltip } from "@mantine/core"
import { useNow } from "../../design/clock.ts"
import { Status } from "../../design/lamp.tsx"
import { span } from "../../design/words.ts"
import { useLive } from "../../trpc/live.tsx"
import classes from "./shell.module.css"

/** Heartbeats come every few seconds; after this long without one the page says that it stands still. */
const SILENT_MS = 30_000

/** How fresh the page is, honestly. */
export function LiveDot() {
  const { link, lastAt } = useLive()
  const now = useNow()
  const silence = lastAt === null ? 0 : now - lastAt
  const state = link === "live" && silence > SILENT_MS ? "paused" : link
  return (
    <Tooltip label={EXPLAINED[state]}>
      <span role="status" aria-live="off" className={classes["live"]}>
        {state === "live" ? (
          <Status lamp="clear" size="s" quiet>
            Live · {span(silence)}
          </Status>
        ) : null}
        {state === "connecting" ? (
          <Status lamp="applying" size="s" quiet>
            Connecting
          </Status>
        ) : null}
        {state === "reconnecting" ? (
          <Status lamp="caution" size="s">
            Reconnecting · {span(silence)}
          </Status>
        ) : null}
        {state === "paused" ? (
          <Status lamp="unknown" size="s">
            Paused · {span(silence)}
          </Status>
        ) : null}
      </span>
    </Tooltip>
  )
}

const EXPLAINED = {
  live: "Changes arrive as they happen. The age is that of the last sign of life.",
  connecting: "The page is loaded; the stream of changes is being opened.",
  reconnecting: "The stream of changes broke and is being opened again. What you see is as old as this says.",
  paused: "Nothing has come for a while. What you see may be out of date.",
}
