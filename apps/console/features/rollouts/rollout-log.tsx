"use client"
import { UnstyledButton } from "@mantine/core"
import type { RolloutEventView } from "@signalbox/domain/rollouts/schema"
import { ChevronDown, ChevronUp } from "lucide-react"
import { useState } from "react"
import { clockUtc, count, exactLocal, exactUtc } from "../../design/words.ts"
import classes from "./rollouts.module.css"

const FIRST = 6

/** What happened, newest first. */
export function RolloutLog({ events }: { events: RolloutEventView[] }) {
  const [isWhole, setWhole] = useState(false)
  if (events.length === 0) return null
  const newest = [...events].sort((left, right) => right.seq - left.seq)
  const Arrow = isWhole ? ChevronUp : ChevronDown
  return (
    <section className={classes["card"]} aria-label="History">
      <div className={classes["cardHead"]}>
        <h2>History</h2>
        <span className="dim">{count(events.length, "entry", "entries")}, times in UTC</span>
      </div>
      <ol className={classes["log"]}>
        {newest.slice(0, isWhole ? undefined : FIRST).map((event) => (
          <li key={event.seq}>
            <time dateTime={event.at} title={`${exactUtc(event.at)}\n${exactLocal(event.at)}`}>
              {clockUtc(event.at)}
            </time>
            <span>{event.text}</span>
          </li>
        ))}
      </ol>
      {events.length > FIRST ? (
        <UnstyledButton className={classes["logMore"]} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show less" : `Show all ${events.length}`} <Arrow className="icon" />
        </UnstyledButton>
      ) : null}
    </section>
  )
}
