"use client"
import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { ShieldCheck } from "lucide-react"
import { Age } from "../../design/age.tsx"
import { FilterBar, FilterMenu, FilterText } from "../../design/filter-bar.tsx"
import { Lamp, Status } from "../../design/lamp.tsx"
import { Note, Page } from "../../design/page.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { AuditList } from "./audit-list.tsx"

const RESULTS = ["done", "refused", "failed"] as const
const OBJECT_KINDS = ["server", "enrolment", "service", "env", "rollout", "user", "token", "session", "invitation"]
const DAY_MS = 86_400_000
const PERIODS: Record<string, { label: string; ms: number }> = {
  "1h": { label: "last hour", ms: DAY_MS / 24 },
  "1d": { label: "last day", ms: DAY_MS },
  "7d": { label: "last 7 days", ms: 7 * DAY_MS },
  "30d": { label: "last 30 days", ms: 30 * DAY_MS },
}

export function Audit() {
  const [params, setSearch] = useSearch()
  const result = RESULTS.find((word) => word === params.get("result"))
  const text = params.get("q")
  const objectKind = params.get("on")
  const objectId = params.get("object")
  const actor = params.get("who")
  const period = PERIODS[params.get("since") ?? ""]
  const seq = Number(/^[1-9]\d{0,8}$/.exec(params.get("entry") ?? "")?.[0]) || null
  return (
    <Page
      title="Audit"
      facts="Who did what, when, from where, and why. Entries are only ever added."
      actions={<VerifyButton />}
    >
      <Chain />
      <FilterBar
        text={<FilterText label="Filter entries" value={text ?? ""} change={(q) => setSearch({ q })} />}
        chosen={[result, objectKind, period].filter(Boolean).length}
      >
        <FilterMenu
          word="Result"
          value={result}
          options={RESULTS.map((value) => ({ value, label: value }))}
          change={(value) => setSearch({ result: value })}
        />
        <FilterMenu
          word="On"
          value={objectKind ?? undefined}
          options={OBJECT_KINDS.map((value) => ({ value, label: value }))}
          change={(on) => setSearch({ on })}
        />
        <FilterMenu
          word="Since"
          value={period ? (params.get("since") ?? undefined) : undefined}
          any="the beginning"
          options={Object.entries(PERIODS).map(([value, { label }]) => ({ value, label }))}
          change={(since) => setSearch({ since })}
        />
      </FilterBar>
      <AuditList
        input={{
          ...(result ? { result } : {}),
          ...(text ? { text } : {}),
          ...(objectKind ? { objectKind } : {}),
          ...(objectId ? { objectId } : {}),
          ...(actor ? { actor } : {}),
          ...(period ? { since: startOf(period.ms) } : {}),
        }}
        empty="No entry fits this filter."
        opened={{ seq, open: (entry) => setSearch({ entry: entry ? String(entry) : undefined }) }}
      />
    </Page>
  )
}

const MINUTE_MS = 60_000

/** To the minute, so that the query keeps its name while the page redraws. */
const startOf = (ms: number) => new Date(Math.floor((Date.now() - ms) / MINUTE_MS) * MINUTE_MS).toISOString()

function Chain() {
  const trpc = useTRPC()
  const chain = useQuery(trpc.audit.verify.queryOptions())
  if (!chain.data) return null
  const { isIntact, verifiedTo, brokenAt, at } = chain.data
  if (isIntact)
    return (
      <p className="dim">
        <Status lamp="clear" size="s">
          Chain verified
        </Status>{" "}
        to entry {verifiedTo.toLocaleString("en")}, <Age at={at} ago />
      </p>
    )
  return (
    <Note tone="danger">
      <Lamp kind="danger" />
      <div>
        <strong>The chain is broken at entry {brokenAt?.toLocaleString("en")}.</strong>
        <div>
          It, or one before it, was changed or taken out in the database. Entries up to{" "}
          {verifiedTo.toLocaleString("en")} are as they were written; keep a copy of the database before anything else.
        </div>
      </div>
    </Note>
  )
}

function VerifyButton() {
  const trpc = useTRPC()
  const chain = useQuery(trpc.audit.verify.queryOptions())
  return (
    <Button
      variant="default"
      leftSection={<ShieldCheck />}
      loading={chain.isFetching}
      onClick={() => void chain.refetch()}
    >
      Verify now
    </Button>
  )
}
