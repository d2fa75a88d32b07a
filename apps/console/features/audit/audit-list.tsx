"use client"
import { UnstyledButton } from "@mantine/core"
import type { AuditEntryView, ListAuditInput } from "@signalbox/domain/audit/schema"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./audit.module.css"
import { AuditDrawer } from "./audit-drawer.tsx"
import { ResultWord } from "./result-word.tsx"

type Filter = Omit<ListAuditInput, "limit" | "cursor">

type AuditListProps = {
  input: Filter
  /** Why nothing is listed. */
  empty: string
  /** The entry that is open, where the URL keeps it. */
  opened?: { seq: number | null; open: (seq: number | null) => void }
}

/** Who did what, when, from where, and why. */
export function AuditList({ input, empty, opened }: AuditListProps) {
  const trpc = useTRPC()
  const [own, setOwn] = useState<number | null>(null)
  const { seq, open } = opened ?? { seq: own, open: setOwn }
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions({ ...input, limit: 50 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const shown = list.data?.pages.flatMap((page) => page.items).find((entry) => entry.seq === seq)
  // A link may name one of long ago.
  const isElsewhere = seq !== null && list.isSuccess && !shown
  const linked = useQuery(trpc.audit.list.queryOptions({ seq: seq ?? 1, limit: 1 }, { enabled: isElsewhere }))
  return (
    <>
      <PagedList
        list={list}
        label="Audit entries"
        thing={["entry", "entries"]}
        columns={columnsOf(open)}
        rowKey={(entry) => entry.seq}
        className={classes["table"]}
        empty={<EmptyState title="No entry">{empty}</EmptyState>}
      />
      <AuditDrawer entry={shown ?? (isElsewhere ? linked.data?.items[0] : undefined)} close={() => open(null)} />
    </>
  )
}

const columnsOf = (open: (seq: number) => void): Column<AuditEntryView>[] => [
  { head: "When", phone: "corner", className: classes["when"], cell: ({ at }) => <Age at={at} ago /> },
  {
    head: "Who",
    cell: ({ actor, address }) => (
      <>
        <div className={table["name"]}>{actor.name}</div>
        <div className={table["under"]}>
          {actor.kind}
          {address ? ` · ${address}` : ""}
        </div>
      </>
    ),
  },
  {
    head: "What",
    phone: "title",
    cell: ({ action, seq }) => (
      <UnstyledButton className={classes["action"]} onClick={() => open(seq)}>
        {action}
      </UnstyledButton>
    ),
  },
  {
    head: "On",
    cell: ({ object, server }) => (
      <>
        {object.name}
        <div className={table["under"]}>
          {object.kind}
          {server && object.kind !== "server" ? ` · ${server.name}` : ""}
        </div>
      </>
    ),
  },
  {
    head: "Result",
    // On a phone only what did not go well is worth a line.
    cell: ({ result }) => (
      <span className={result === "done" ? "no-phone" : undefined}>
        <ResultWord result={result} />
      </span>
    ),
  },
  { head: "Reason", phone: "wide", className: classes["reason"], cell: ({ reason }) => reason },
  { head: "Entry", right: true, phone: "none", cell: ({ seq }) => seq.toLocaleString("en") },
]
