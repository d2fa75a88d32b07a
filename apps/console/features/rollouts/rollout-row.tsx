"use client"
import { ActionIcon } from "@mantine/core"
import type { RolloutTargetView, RolloutView } from "@signalbox/domain/rollouts/schema"
import { ChevronDown, ChevronUp } from "lucide-react"
import { type MouseEvent, useId } from "react"
import { useNow } from "../../design/clock.ts"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf, toneOf } from "../../design/lamp-of.ts"
import { Evidence } from "./evidence.tsx"
import { type Batch, isSettled } from "./rollout-batches.ts"
import classes from "./rows.module.css"
import { checkWords, STEPS, stepMarks, stepWords, tookWords, versionWords } from "./target-words.ts"

type RolloutRowProps = {
  rollout: RolloutView
  target: RolloutTargetView
  batch: Batch | null
  isOpen: boolean
  toggle: () => void
}

/** One server: where it is, what it does now, what was seen. Opens onto its evidence, in place. */
export function RolloutRow({ rollout, target, batch, isOpen, toggle }: RolloutRowProps) {
  const id = useId()
  const lamp = lampOf.change(target.status)
  const tone = toneOf(lamp)
  const Arrow = isOpen ? ChevronUp : ChevronDown
  function onClick(event: MouseEvent<HTMLTableRowElement>) {
    // A click on a word that is being copied, or on a button, is not meant for the row.
    if (event.target instanceof Element && event.target.closest("button, a")) return
    if (window.getSelection()?.toString()) return
    toggle()
  }
  return (
    <>
      <tr
        aria-labelledby={`${id}-name`}
        className={classes["row"]}
        data-tone={tone}
        data-open={isOpen || undefined}
        onClick={onClick}
      >
        <td className={classes["lamp"]} data-rail={railOf(target)}>
          <Lamp kind={lamp} />
        </td>
        <td className={classes["name"]} id={`${id}-name`}>
          {target.serverName}
        </td>
        <td className={classes["state"]} data-tone={tone}>
          {target.status}
        </td>
        <td className={classes["step"]}>
          <StepBar target={target} />
          <span title={stepWords(target)}>{`${stepWords(target)}${soaked(rollout, target, batch)}`}</span>
        </td>
        <td className={classes["quiet"]}>{versionWords(target)}</td>
        <td className={classes["quiet"]}>{checkWords(target, rollout.checkTitles.length)}</td>
        <td className={`${classes["quiet"]} ${classes["figure"]} dim`}>
          <Took target={target} />
        </td>
        <td className={classes["opener"]}>
          <ActionIcon
            size="xs"
            aria-label={`${isOpen ? "Close" : "Open"} evidence of ${target.serverName}`}
            aria-expanded={isOpen}
            aria-controls={isOpen ? `${id}-evidence` : undefined}
            onClick={toggle}
          >
            <Arrow className="icon" />
          </ActionIcon>
        </td>
      </tr>
      {isOpen ? (
        <tr aria-label="Evidence" className={classes["evidence"]} data-tone={tone} id={`${id}-evidence`}>
          <td colSpan={8}>
            <Evidence rollout={rollout} target={target} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

function Took({ target }: { target: RolloutTargetView }) {
  const now = useNow()
  return tookWords(target, now)
}

function StepBar({ target }: { target: RolloutTargetView }) {
  return (
    <span className={classes["bar"]} aria-hidden="true">
      {stepMarks(target).map((mark, at) => (
        <i key={STEPS[at]} data-mark={mark} title={STEPS[at]} />
      ))}
    </span>
  )
}

/** How the line beside the list is drawn on a phone. */
function railOf({ status }: RolloutTargetView): string {
  switch (status) {
    case "applied":
      return "done"
    case "applying":
    case "verifying":
      return "moving"
    case "rolled-back":
      return "back"
    case "failed":
    case "stuck":
      return "fail"
    case "pending":
      return "ahead"
    case "unreachable":
    case "skipped":
    case "expired":
      return "off"
  }
}

function soaked({ strategy }: RolloutView, { status }: RolloutTargetView, batch: Batch | null): string {
  if (status !== "applied" || !batch || strategy.soakMs === 0) return ""
  if (batch.gate.state === "soaking") return ", soaks"
  return batch.gate.state === "passed" && batch.targets.every((one) => isSettled(one.status)) ? ", soaked" : ""
}
