"use client"
import { ActionIcon } from "@mantine/core"
import type { RedisInstanceView } from "@signalbox/domain/redis/schema"
import { useQuery } from "@tanstack/react-query"
import { X } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { InstanceFigures } from "./instance-figures.tsx"
import { LatencyRanges } from "./latency-ranges.tsx"
import { LintFindings } from "./lint-findings.tsx"
import classes from "./panel.module.css"
import { productName } from "./product-name.ts"
import { QueueFigures } from "./queue-figures.tsx"
import { addressOf, lampOfRedis, titleOf } from "./redis-words.ts"

type InstancePanelProps = { instanceId: string; close?: () => void; isInDrawer?: boolean }

/** What one instance of the map is at; its page says the rest. */
export function InstancePanel({ instanceId, close, isInDrawer = false }: InstancePanelProps) {
  const trpc = useTRPC()
  const instance = useQuery(trpc.redis.get.queryOptions({ instanceId }))
  return (
    <aside className={classes["panel"]} data-bare={isInDrawer || undefined} aria-label="The chosen Redis">
      {instance.error ? <ErrorPanel error={instance.error} retry={instance.refetch} /> : null}
      {!instance.data && !instance.error ? <RowSkeleton rows={7} /> : null}
      {instance.data ? <Known instance={instance.data} {...(close ? { close } : {})} /> : null}
    </aside>
  )
}

function Known({ instance, close }: { instance: RedisInstanceView; close?: () => void }) {
  const { lint, queues, latencyByServer } = instance
  return (
    <>
      <section>
        <div className={classes["head"]}>
          <Lamp kind={lampOfRedis(instance)} />
          <div className={classes["headText"]}>
            <h2>
              <Link href={`/redis/${instance.id}`}>{titleOf(instance)}</Link>
            </h2>
            <div className="dim">
              <span className="mono">{addressOf(instance)}</span>
              {instance.server ? `, on ${instance.server.name}` : ""}
              {instance.version ? `, ${productName(instance.product)} ${instance.version}` : ""}
            </div>
            <div className="dim">
              {instance.state}, looked at <Age at={instance.asOf} ago />
            </div>
            {instance.fault ? <div>{instance.fault}</div> : null}
          </div>
          {close ? (
            <ActionIcon aria-label="Close" onClick={close}>
              <X className="icon" />
            </ActionIcon>
          ) : null}
        </div>
        <InstanceFigures instance={instance} connections={instance.facts?.clients.connected ?? null} isNarrow />
      </section>
      {queues.length > 0 ? (
        <section>
          <h3 className={classes["title"]}>Queues</h3>
          <QueueFigures rows={queues} />
        </section>
      ) : null}
      {latencyByServer.length > 0 ? (
        <section>
          <h3 className={classes["title"]}>
            Latency from each server <span>PING, 15 min</span>
          </h3>
          <LatencyRanges rows={latencyByServer} />
        </section>
      ) : null}
      <section>
        <h3 className={classes["title"]}>
          Lint <span>{lint.length === 0 ? "nothing found" : count(lint.length, "finding")}</span>
        </h3>
        {lint.length > 0 ? <LintFindings findings={lint} /> : null}
      </section>
    </>
  )
}
