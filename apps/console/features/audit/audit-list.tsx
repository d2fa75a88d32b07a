"use client"
import { UnstyledButton } from "@mantine/core"
import type { AuditEntryView, ListAuditInput } from "@signalbox/domain/audit/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
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
  if (list.error) return <ErrorPanel error={list.error} retry={list.refetch} />
  if (!list.data)
    return (
      <Card flush>
        <RowSkeleton rows={10} height={40} />
      </Card>
    )
  const entries = list.data.pages.flatMap((page) => page.items)
  if (entries.length === 0)
    return (
      <Card>
        <EmptyState title="No entry">{empty}</EmptyState>
      </Card>
    )
  return (
    <>
      <TableScroll label="Audit entries">
        <table className={`${table["table"]} ${classes["table"]}`}>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">On</th>
              <th scope="col">Result</th>
              <th scope="col">Reason</th>
              <th scope="col" className={table["right"]}>
                Entry
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={entry.seq} entry={entry} open={() => open(entry.seq)} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <ListFoot
        shown={entries.length}
        total={list.data.pages[0]?.total ?? entries.length}
        thing={["entry", "entries"]}
        more={list}
      />
      <AuditDrawer entry={entries.find((entry) => entry.seq === seq)} close={() => open(null)} />
    </>
  )
}

function EntryRow({ entry, open }: { entry: AuditEntryView; open: () => void }) {
  return (
    <tr>
      <td className={classes["when"]}>
        <Age at={entry.at} ago />
      </td>
      <td>
        <div className={table["name"]}>{entry.actor.name}</div>
        <div className={classes["under"]}>
          {entry.actor.kind}
          {entry.address ? ` · ${entry.address}` : ""}
        </div>
      </td>
      <td>
        <UnstyledButton className={classes["action"]} onClick={open}>
          {entry.action}
        </UnstyledButton>
      </td>
      <td>
        {entry.object.name}
        <div className={classes["under"]}>
          {entry.object.kind}
          {entry.server && entry.object.kind !== "server" ? ` · ${entry.server.name}` : ""}
        </div>
      </td>
      <td>
        <ResultWord result={entry.result} />
      </td>
      <td className={classes["reason"]}>{entry.reason}</td>
      <td className={`${table["right"]} dim`}>{entry.seq.toLocaleString("en")}</td>
    </tr>
  )
}
