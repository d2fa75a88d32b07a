"use client"
import type { EnvHistoryItemView, EnvServerView, EnvView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { KeyDiff } from "../../design/key-diff.tsx"
import { ListFoot } from "../../design/list-foot.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useSearch } from "../../design/use-search.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { ServerPicker } from "./editors.tsx"
import classes from "./env.module.css"
import { type HistoryAbout, HistoryRow } from "./history-row.tsx"

type HistoryTabProps = { service: ServiceView; env: EnvView; server: EnvServerView }

/** Every version of one server, newest first, and the difference of any two. */
export function HistoryTab({ service, env, server }: HistoryTabProps) {
  const trpc = useTRPC()
  const [params, setSearch] = useSearch()
  const history = useInfiniteQuery(
    trpc.env.history.infiniteQueryOptions(
      { serviceId: service.id, serverId: server.serverId, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  if (history.error) return <ErrorPanel error={history.error} retry={history.refetch} />
  const items = history.data?.pages.flatMap((page) => page.items)
  const newest = items?.[0]?.number ?? 0
  const to = numberOf(params.get("to")) ?? newest
  const from = numberOf(params.get("from")) ?? Math.max(0, to - 1)
  const choose = (side: "from" | "to", number: number) => setSearch({ [side]: String(number) })
  return (
    <div className={classes["history"]}>
      <Card title="Versions" right={<ServerPicker env={env} server={server} />} flush>
        {items ? (
          <Versions items={items} about={{ service, server, from, to, choose }} />
        ) : (
          <RowSkeleton rows={6} height={52} />
        )}
        {items && history.hasNextPage ? (
          <div className={classes["foot"]}>
            <ListFoot
              shown={items.length}
              total={history.data?.pages[0]?.total ?? items.length}
              thing={["version", "versions"]}
              more={history}
            />
          </div>
        ) : null}
      </Card>
      {items && items.length > 0 ? (
        <Card
          title={from > 0 ? `From v${from} to v${to}` : `All of v${to}`}
          hint={`on ${server.serverName}, secrets masked`}
          flush
        >
          <Difference serviceId={service.id} serverId={server.serverId} from={from} to={to} />
        </Card>
      ) : null}
    </div>
  )
}

function Versions({ items, about }: { items: EnvHistoryItemView[]; about: HistoryAbout }) {
  if (items.length === 0)
    return (
      <EmptyState title="No version yet">
        {about.server.serverName} gets its first version when its file is imported or a text is saved.
      </EmptyState>
    )
  return (
    <div className={classes["versions"]}>
      <div className={classes["versionHead"]} aria-hidden="true">
        <span>From</span>
        <span>To</span>
        <span>Version</span>
      </div>
      <ul className={classes["rows"]}>
        {items.map((item) => (
          <HistoryRow key={item.id} item={item} about={about} />
        ))}
      </ul>
    </div>
  )
}

function Difference(input: { serviceId: string; serverId: string; from: number; to: number }) {
  const trpc = useTRPC()
  const { from, to } = input
  const diff = useQuery(trpc.env.diff.queryOptions({ ...input, from: from > 0 ? from : null }, { enabled: to > 0 }))
  if (diff.error) return <ErrorPanel error={diff.error} retry={diff.refetch} />
  if (!diff.data) return <RowSkeleton rows={4} height={28} />
  if (diff.data.changes.length === 0)
    return (
      <p className={classes["quiet"]}>
        {diff.data.layoutOnly ? "Only comments, order or quotes differ." : "Nothing differs between the two."}
      </p>
    )
  return <KeyDiff changes={diff.data.changes} before={from > 0 ? `v${from}` : "nothing"} after={`v${to}`} />
}

function numberOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
