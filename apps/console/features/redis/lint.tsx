"use client"
import { Button } from "@mantine/core"
import type { RedisFindingRowView } from "@signalbox/domain/redis/schema"
import { useInfiniteQuery } from "@tanstack/react-query"
import { ShieldCheck } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import { PagedList } from "../../design/paged-list.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { InstanceLink } from "./instance-link.tsx"
import { SEVERITY_LAMP } from "./lint-findings.tsx"
import { offerHref, offerWords } from "./offer.ts"
import classes from "./redis.module.css"
import { RedisFrame } from "./redis-frame.tsx"

/** What is set up so that it will hurt one day, over all instances. */
export function RedisLint() {
  const trpc = useTRPC()
  const list = useInfiniteQuery(
    trpc.redis.lint.infiniteQueryOptions({ limit: 100 }, { getNextPageParam: (page) => page.nextCursor }),
  )
  const total = list.data?.pages[0]?.total
  return (
    <RedisFrame name="Lint" facts={total === undefined ? null : count(total, "finding")}>
      <PagedList
        list={list}
        label="Findings"
        thing={["finding", "findings"]}
        columns={COLUMNS}
        rowKey={({ instanceId, id, seen }) => `${instanceId} ${id} ${seen}`}
        empty={
          <EmptyState icon={<ShieldCheck size={28} strokeWidth={1.5} />} title="Nothing was found">
            Each instance is looked at for settings that lose data, let strangers in or evict what waits in a queue.
          </EmptyState>
        }
      />
    </RedisFrame>
  )
}

const COLUMNS: Column<RedisFindingRowView>[] = [
  {
    head: "Found",
    phone: "title",
    className: classes["finding"],
    cell: ({ seen, why }) => (
      <>
        <b>{seen}</b>
        <div className={table["under"]}>{why}</div>
      </>
    ),
  },
  {
    head: "Severity",
    phone: "corner",
    cell: ({ severity }) => <Status lamp={SEVERITY_LAMP[severity]}>{severity}</Status>,
  },
  {
    head: "Instance",
    cell: ({ instanceId, instanceName, instanceKind, server }) => (
      <InstanceLink id={instanceId} name={instanceName} kind={instanceKind} server={server} />
    ),
  },
  { head: "What to do", phone: "wide", className: classes["why"], cell: ({ fix }) => fix },
  {
    head: "Do it",
    silent: true,
    right: true,
    phone: "wide",
    cell: ({ offer }) =>
      offer ? (
        <Button component={Link} variant="default" size="xs" href={offerHref(offer)}>
          {offerWords(offer)}
        </Button>
      ) : null,
  },
  { head: "As of", right: true, cell: ({ asOf }) => <Age at={asOf} ago /> },
]
