"use client"
import type { ConversionStepView, ConversionView } from "@signalbox/domain/conversions/schema"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Lamp, Status } from "../../design/lamp.tsx"
import { Card, Note, Page } from "../../design/page.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { ConversionActions } from "./conversion-actions.tsx"
import { conversionLamp, phaseWord, statusWord, stepLamp } from "./conversion-words.ts"
import classes from "./conversions.module.css"
import { ReportCard } from "./report-card.tsx"

/** Is the conversion working, and what did it bring? */
export function ConversionPage({ conversionId }: { conversionId: string }) {
  const trpc = useTRPC()
  const { data: conversion, error, refetch } = useQuery(trpc.conversions.get.queryOptions({ conversionId }))
  const way = [
    { label: "Conversions", href: "/redis/conversions" },
    { label: conversion ? `#${conversion.number}` : "…" },
  ]
  if (!conversion)
    return (
      <Page title="Conversion" way={way}>
        {error ? (
          <ErrorPanel error={error} retry={refetch} />
        ) : (
          <Card flush>
            <RowSkeleton rows={8} />
          </Card>
        )}
      </Page>
    )
  return (
    <Page
      title={`#${conversion.number} ${conversion.title}`}
      way={way}
      heading={
        <>
          <Lamp kind={conversionLamp(conversion.status)} size="l" />
          {conversion.title}
        </>
      }
      facts={
        <>
          <strong>{statusWord(conversion.status)}</strong>
          <span>
            {count(conversion.servers, "server")}, away from {conversion.sharedName}, under {conversion.policyName}
          </span>
          <span>
            Started by {conversion.createdByName} <Age at={conversion.createdAt} ago />
          </span>
          {conversion.note ? <span>{conversion.note}</span> : null}
        </>
      }
      actions={<ConversionActions key={conversionId} conversion={conversion} />}
    >
      {conversion.heldReason ? (
        <Note tone="caution">
          <Lamp kind="caution" />
          <div role="status">
            <strong>The conversion is held.</strong> {conversion.heldReason}{" "}
            <span className="dim">Open the rollout of the step below for the evidence; then resume or take back.</span>
          </div>
        </Note>
      ) : null}
      <Phases conversion={conversion} />
      <Servers steps={conversion.steps} />
      {conversion.report ? <ReportCard report={conversion.report} conversionId={conversionId} /> : null}
    </Page>
  )
}

function Phases({ conversion: { phase, status, measuring, stepsDone, stepsTotal } }: { conversion: ConversionView }) {
  const isBack = phase === "back" || status === "taken-back"
  const phases = isBack ? (["back", "done"] as const) : (["before", "forth", "after", "done"] as const)
  const at = (phases as readonly string[]).indexOf(phase)
  return (
    <Card title="Line" hint={`${stepsDone} of ${count(stepsTotal, "step")} done`}>
      <ol className={classes["phases"]}>
        {phases.map((one, place) => (
          <li key={one} aria-current={one === phase ? "step" : undefined}>
            <Status lamp={place < at ? "clear" : place > at ? "pending" : conversionLamp(status)} quiet={one !== phase}>
              {phaseWord(one)}
            </Status>
          </li>
        ))}
      </ol>
      {measuring ? (
        <p className="dim">
          Measuring since <Age at={measuring.since} ago />, ends in about <Age at={measuring.untilAbout} ahead />.
        </p>
      ) : null}
    </Card>
  )
}

function Servers({ steps }: { steps: ConversionStepView[] }) {
  const servers = Map.groupBy(steps, (step) => step.serverId)
  return (
    <Card title="Servers" hint="one after another, each step a gate" flush>
      <ul className={classes["servers"]}>
        {[...servers].map(([serverId, own]) => (
          <li key={serverId}>
            <Link href={`/servers/${serverId}`}>{own[0]?.serverName}</Link>
            <ol className={classes["steps"]}>
              {own.map((step) => (
                <li key={step.position}>
                  <Step step={step} />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Step({ step }: { step: ConversionStepView }) {
  const what = step.kind === "redis" ? "local Redis" : `env of ${step.serviceName}`
  return (
    <>
      <Status lamp={stepLamp(step)} quiet={step.state === "waiting" || step.state === "done"}>
        {step.isBack ? `${what}, back` : what}: {step.state}
      </Status>
      <div className="dim">
        {step.step}{" "}
        {step.rolloutId ? <Link href={`/rollouts/${step.rolloutId}`}>Rollout #{step.rolloutNumber}</Link> : null}
      </div>
    </>
  )
}
