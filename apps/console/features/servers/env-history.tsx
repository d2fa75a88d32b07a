"use client"
import { Collapse, UnstyledButton } from "@mantine/core"
import type { EnvHistoryItemView } from "@signalbox/domain/env/schema"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { ChevronDown, ChevronUp } from "lucide-react"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { KeyDiff } from "../../design/key-diff.tsx"
import { Status } from "../../design/lamp.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./server.module.css"

type EnvHistoryProps = { serviceId: string; serverId: string }

/** Every version of one service's env on one server, newest first; a row opens onto what it changed. */
export function EnvHistory({ serviceId, serverId }: EnvHistoryProps) {
  const trpc = useTRPC()
  const [open, setOpen] = useState<number | null>(null)
  const history = useInfiniteQuery(
    trpc.env.history.infiniteQueryOptions(
      { serviceId, serverId, limit: 20 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  if (history.error) return <ErrorPanel error={history.error} retry={history.refetch} />
  if (!history.data) return <RowSkeleton rows={3} height={44} />
  const items = history.data.pages.flatMap((page) => page.items)
  if (items.length === 0)
    return (
      <EmptyState title="No version yet">
        Import what is on the server's disk, or write the env in the editor.
      </EmptyState>
    )
  return (
    <>
      <ul className={classes["history"]} style={{ borderTop: "1px solid var(--border)" }}>
        {items.map((item) => (
          <li key={item.id}>
            <HistoryRow
              item={item}
              isOpen={open === item.number}
              toggle={() => setOpen(open === item.number ? null : item.number)}
            />
            <Collapse expanded={open === item.number}>
              <div className={classes["historyBody"]}>
                {open === item.number ? <Changes {...{ serviceId, serverId }} number={item.number} /> : null}
              </div>
            </Collapse>
          </li>
        ))}
      </ul>
      {history.hasNextPage ? (
        <div style={{ padding: "8px 14px" }}>
          <ListFoot
            shown={items.length}
            total={history.data.pages[0]?.total ?? items.length}
            thing={["version", "versions"]}
            more={history}
          />
        </div>
      ) : null}
    </>
  )
}

const ORIGINS = { save: "saved", import: "imported from disk", rollback: "rolled back" }

type HistoryRowProps = { item: EnvHistoryItemView; isOpen: boolean; toggle: () => void }

function HistoryRow({ item, isOpen, toggle }: HistoryRowProps) {
  const { added, changed, removed } = item.changes
  return (
    <UnstyledButton className={classes["historyRow"]} onClick={toggle} aria-expanded={isOpen}>
      <VersionPlate number={item.number} />
      <span>
        {item.note || ORIGINS[item.origin]}
        <span className="dim">
          {" "}
          · {item.authorName}, <Age at={item.createdAt} ago />
          {item.restoresNumber ? ` · restores v${item.restoresNumber}` : ""}
        </span>
      </span>
      <span className={classes["counts"]}>
        {added ? <span style={{ color: "var(--diff-add-text)" }}>+{added}</span> : null}
        {changed ? <span className="dim">~{changed}</span> : null}
        {removed ? <span style={{ color: "var(--diff-del-text)" }}>−{removed}</span> : null}
      </span>
      <span>
        {item.isApplied ? (
          <Status lamp="clear" size="s">
            applied
          </Status>
        ) : null}
      </span>
      {isOpen ? <ChevronUp className="icon" aria-hidden="true" /> : <ChevronDown className="icon" aria-hidden="true" />}
    </UnstyledButton>
  )
}

function Changes({ serviceId, serverId, number }: EnvHistoryProps & { number: number }) {
  const trpc = useTRPC()
  const from = number > 1 ? number - 1 : null
  const diff = useQuery(trpc.env.diff.queryOptions({ serviceId, serverId, from, to: number }))
  if (diff.error) return <ErrorPanel error={diff.error} retry={diff.refetch} />
  if (!diff.data) return <RowSkeleton rows={2} height={28} />
  if (diff.data.changes.length === 0)
    return <p className="dim">{diff.data.layoutOnly ? "Only comments or order changed." : "No key changed."}</p>
  return <KeyDiff changes={diff.data.changes} before={from ? `v${from}` : "nothing"} after={`v${number}`} />
}
