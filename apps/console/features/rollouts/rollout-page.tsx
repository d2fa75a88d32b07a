"use client"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useMemo } from "react"
import { Age } from "../../design/age.tsx"
import { useNow } from "../../design/clock.ts"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Note, Page } from "../../design/page.tsx"
import { EnvironmentPlate } from "../../design/plate.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count, took } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { kindWords } from "../services/kind-words.ts"
import { useHasRole } from "../shell/me.tsx"
import { RolloutActions } from "./rollout-actions.tsx"
import { type Batch, batchesOf, rolloutLamp, versionRange } from "./rollout-batches.ts"
import { RolloutLog } from "./rollout-log.tsx"
import { RolloutProgress } from "./rollout-progress.tsx"
import { RolloutRows } from "./rollout-rows.tsx"
import { RolloutSummary } from "./rollout-summary.tsx"
import classes from "./rollouts.module.css"
import { timeLeft } from "./time-left.ts"
import { useRollback } from "./use-rollback.ts"
import { useRollout } from "./use-rollout.ts"

/** Is it working? */
export function RolloutPage({ rolloutId }: { rolloutId: string }) {
  const rollout = useRollout(rolloutId)
  const way = [{ label: "Rollouts", href: "/rollouts" }, { label: rollout.data ? `#${rollout.data.number}` : "…" }]
  // A key for each: what was asked of one rollout must not linger on the page of the next.
  if (rollout.data) return <KnownRollout key={rolloutId} rollout={rollout.data} />
  return (
    <Page title="Rollout" way={way}>
      {rollout.error ? (
        <ErrorPanel error={rollout.error} retry={rollout.refetch} />
      ) : (
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      )}
    </Page>
  )
}

function KnownRollout({ rollout }: { rollout: RolloutView }) {
  const [params, setSearch] = useSearch()
  const rollback = useRollback(rollout, useHasRole("operator"))
  const batches = useMemo(() => batchesOf(rollout), [rollout])
  const opened = params.get("server")
  const open = (serverId: string | null) => setSearch({ server: serverId ?? undefined })
  return (
    <Page
      title={`#${rollout.number} ${rollout.title}`}
      way={[{ label: "Rollouts", href: "/rollouts" }, { label: `#${rollout.number}` }]}
      heading={
        <>
          <span className={classes["titleLamp"]}>
            <Lamp kind={rolloutLamp(rollout)} />
          </span>
          {rollout.title}
          <Environment rollout={rollout} />
        </>
      }
      facts={<RolloutFacts rollout={rollout} batches={batches} />}
      actions={<RolloutActions rollout={rollout} rollback={rollback} />}
    >
      {rollback.error ? <ErrorPanel error={rollback.error} what="It could not be rolled back." /> : null}
      <Kin rollout={rollout} />
      <AskedRollback asked={rollout.rollbackAsked} />
      {rollout.heldReason ? (
        <Note tone="caution">
          <Lamp kind="caution" />
          <div role="status">
            <strong>The line is held.</strong> {rollout.heldReason}{" "}
            <span className="dim">Open the server below for the evidence; then resume, retry or roll back.</span>
          </div>
        </Note>
      ) : null}
      <RolloutSummary rollout={rollout} batches={batches} />
      <RolloutProgress rollout={rollout} batches={batches} open={open} />
      <RolloutRows rollout={rollout} batches={batches} opened={opened} open={open} />
      <RolloutLog events={rollout.events} />
    </Page>
  )
}

/** Where a server of it is production, the page says so in capitals. */
function Environment({ rollout }: { rollout: RolloutView }) {
  const trpc = useTRPC()
  const service = useQuery(trpc.services.get.queryOptions({ serviceId: rollout.serviceId }))
  const ids = new Set(rollout.targets.map((target) => target.serverId))
  const values = (service.data?.servers ?? [])
    .filter((server) => ids.has(server.serverId))
    .map((server) => server.labels["env"])
  const isOne = new Set(values).size === 1
  return (
    <EnvironmentPlate
      value={values.find((value) => value === "production" || value === "prod") ?? (isOne ? values[0] : undefined)}
    />
  )
}

function RolloutFacts({ rollout, batches }: { rollout: RolloutView; batches: Batch[] }) {
  const now = useNow()
  const moved = rollout.targets.filter((target) => target.batch > 0)
  const from = versionRange(moved.map((target) => target.fromNumber))
  const to = versionRange(moved.map((target) => target.toNumber))
  const end = rollout.finishedAt ? Date.parse(rollout.finishedAt) : Math.max(now, Date.parse(rollout.createdAt))
  const left = timeLeft(rollout, batches, now)
  return (
    <>
      <strong className={classes["statusWord"]}>{rollout.status}</strong>
      <span>
        <Link href={kindWords(rollout.kind).page(rollout.serviceId)} className={classes["inText"]}>
          {rollout.serviceName}
        </Link>{" "}
        {rollout.kind === "redis" ? "Redis policy " : ""}
        {from} to {to} on {count(moved.length, "server")}
      </span>
      <span className="no-phone">
        Started by {rollout.createdByName} <Age at={rollout.createdAt} ago />
      </span>
      {rollout.note ? <span>{rollout.note}</span> : null}
      <span>
        {rollout.finishedAt ? "took " : ""}
        {took(Math.floor((end - Date.parse(rollout.createdAt)) / 1_000) * 1_000)}
        {left === null ? "" : leftWords(left)}
      </span>
    </>
  )
}

const leftWords = (ms: number) =>
  ms < 5_000 ? ", a moment left" : `, about ${took(Math.ceil(ms / 5_000) * 5_000)} left`

/** A rollback that waits stands here for everybody, whoever asked for it. */
function AskedRollback({ asked }: { asked: RolloutView["rollbackAsked"] }) {
  if (!asked) return null
  return (
    <Note tone={asked.refusal === null ? "moving" : "caution"}>
      <Lamp kind={asked.refusal === null ? "rolled-back" : "caution"} />
      <div role="status">
        {asked.refusal === null ? (
          <>
            <strong>
              It will be rolled back:{" "}
              {asked.waitsFor > 0 ? `waits for ${count(asked.waitsFor, "server")} at work.` : "it begins now."}
            </strong>{" "}
            Asked for by {asked.byName} <Age at={asked.at} ago />.{" "}
            <span className="dim">It begins by itself; nothing more is sent until then.</span>
          </>
        ) : (
          <>
            <strong>It was not rolled back.</strong> {asked.byName} asked for it <Age at={asked.at} ago />:{" "}
            {asked.refusal}
          </>
        )}
      </div>
    </Note>
  )
}

/** What this rollout takes back, and what took it back. */
function Kin({ rollout: { rollbackOf, rollbacks } }: { rollout: RolloutView }) {
  if (!rollbackOf && rollbacks.length === 0) return null
  return (
    <Note tone="moving">
      <Lamp kind="rolled-back" />
      <div>
        {rollbackOf ? (
          <>
            Puts back what{" "}
            <Link href={`/rollouts/${rollbackOf.id}`} className={classes["inText"]}>
              rollout #{rollbackOf.number}
            </Link>{" "}
            changed.{" "}
          </>
        ) : null}
        {rollbacks.map((rollback) => (
          <span key={rollback.id}>
            Rolled back by{" "}
            <Link href={`/rollouts/${rollback.id}`} className={classes["inText"]}>
              rollout #{rollback.number}
            </Link>
            .{" "}
          </span>
        ))}
      </div>
    </Note>
  )
}
