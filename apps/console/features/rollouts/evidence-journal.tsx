"use client"
import { UnstyledButton } from "@mantine/core"
import type { EvidenceView, RolloutTargetView, RolloutView } from "@signalbox/domain/rollouts/schema"
import { useMemo, useState } from "react"
import { clockUtc, exactLocal, exactUtc } from "../../design/words.ts"
import classes from "./evidence.module.css"
import { EvidenceTiming } from "./evidence-timing.tsx"
import { failingLine, saysOf, windowAround } from "./journal-window.ts"

type EvidenceJournalProps = { evidence: EvidenceView; rollout: RolloutView; target: RolloutTargetView }

const SHOWN = 10

/** The lines around the failure, the one that tells of it marked, with what we did between them. */
export function EvidenceJournal({ evidence, rollout, target }: EvidenceJournalProps) {
  const [isWhole, setWhole] = useState(false)
  const { journal, checks, timing } = evidence
  const failing = useMemo(() => failingLine(journal, checks), [journal, checks])
  const [from, to] = isWhole ? [0, journal.length] : windowAround(journal.length, failing, SHOWN)
  const lines = linesOf({ evidence, rollout, target }, { from, to, failing })
  return (
    <section className={classes["box"]} aria-label="Journal around the failure">
      <header>
        {target.status === "applied" ? "Journal" : "Journal around the failure"}
        <span className={classes["right"]}>
          {journal.length > SHOWN ? (
            <UnstyledButton className={classes["link"]} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
              {isWhole ? "Around the failure alone" : `${to - from} of ${journal.length} lines, show all`}
            </UnstyledButton>
          ) : (
            `${journal.length} lines`
          )}
        </span>
      </header>
      <ol className={classes["journal"]} data-whole={isWhole || undefined}>
        {lines.map((line) => (
          <li key={line.id} data-says={line.says} data-failing={line.isFailing || undefined}>
            <time dateTime={new Date(line.at).toISOString()} title={`${exactUtc(line.at)}\n${exactLocal(line.at)}`}>
              {clockUtc(line.at)}
              <i>.{String(Math.floor(line.at) % 1_000).padStart(3, "0")}</i>
            </time>
            <span title={line.by}>{line.by}</span>
            <span>
              {line.isFailing ? <span className="sr-only">The failing line: </span> : null}
              {line.text}
            </span>
          </li>
        ))}
      </ol>
      <EvidenceTiming timing={timing} target={target} />
    </section>
  )
}

type Line = { id: string; at: number; by: string; text: string; says: string; isFailing: boolean }

/** Journal and our own events in one order, so that cause and answer stand beside each other. */
function linesOf(
  { evidence, rollout, target }: EvidenceJournalProps,
  { from, to, failing }: { from: number; to: number; failing: number },
): Line[] {
  const journal = evidence.journal.slice(from, to).map((line, index) => ({
    id: `line ${from + index}`,
    at: line.at,
    by: line.identifier || line.unit,
    text: line.text,
    says: saysOf(line),
    isFailing: from + index === failing,
  }))
  const ours = rollout.events
    .filter((event) => event.serverId === target.serverId && Date.parse(event.at) >= (journal[0]?.at ?? 0))
    .map((event) => ({
      id: `event ${event.seq}`,
      at: Date.parse(event.at),
      by: "signalbox",
      text: event.text,
      says: "ours",
      isFailing: false,
    }))
  return [...journal, ...ours].sort((left, right) => left.at - right.at)
}
