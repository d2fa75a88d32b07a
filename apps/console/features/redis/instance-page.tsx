"use client"
import { Button } from "@mantine/core"
import type { RedisInstanceView } from "@signalbox/domain/redis/schema"
import { useQuery } from "@tanstack/react-query"
import Link from "next/link"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Note, Page } from "../../design/page.tsx"
import { ServerName } from "../../design/plate.tsx"
import { ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import { InfoCard } from "./info-card.tsx"
import { ClientsCard, EventsCard, LintCard, QueuesCard, SlowLogCard } from "./instance-cards.tsx"
import { InstanceFacts } from "./instance-facts.tsx"
import { InstanceFigures } from "./instance-figures.tsx"
import { KeyspaceCard } from "./keyspace-card.tsx"
import { LatencyCard } from "./latency-chart.tsx"
import { productName } from "./product-name.ts"
import classes from "./redis.module.css"
import { addressOf, lampOfRedis, titleOf } from "./redis-words.ts"
import { RemoveShared } from "./remove-shared.tsx"

/** Everything about one Redis. */
export function InstancePage({ instanceId }: { instanceId: string }) {
  const trpc = useTRPC()
  const instance = useQuery(trpc.redis.get.queryOptions({ instanceId }))
  if (instance.data) return <Known instance={instance.data} />
  return (
    <Page title="Redis" way={[{ label: "Redis", href: "/redis" }, { label: instance.error ? "Instance" : "…" }]}>
      {instance.error ? (
        <ErrorPanel error={instance.error} retry={instance.refetch} />
      ) : (
        <Card flush>
          <RowSkeleton rows={8} />
        </Card>
      )}
    </Page>
  )
}

function Known({ instance }: { instance: RedisInstanceView }) {
  const [isRemoving, setRemoving] = useState(false)
  const title = instance.server ? `${titleOf(instance)} of ${instance.server.name}` : titleOf(instance)
  return (
    <Page
      title={title}
      way={[{ label: "Redis", href: "/redis" }, { label: "Instances", href: "/redis/instances" }, { label: title }]}
      heading={
        <>
          <Lamp kind={lampOfRedis(instance)} size="l" />
          {titleOf(instance)}
          {instance.server ? (
            <Link href={`/servers/${instance.server.id}?tab=redis`} className={classes["owner"]}>
              <ServerName name={instance.server.name} hue={instance.server.hue} />
            </Link>
          ) : null}
        </>
      }
      facts={
        <>
          <span>
            {instance.state}, looked at <Age at={instance.asOf} ago />
          </span>
          <span className="mono">{addressOf(instance)}</span>
          {instance.version ? (
            <span>
              {productName(instance.product)} {instance.version}
            </span>
          ) : null}
          {instance.facts && instance.facts.replication.role !== "unknown" ? (
            <span>{instance.facts.replication.role}</span>
          ) : null}
        </>
      }
      actions={
        instance.isNamed && instance.may.remove ? (
          <Button variant="default" onClick={() => setRemoving(true)}>
            Forget its name
          </Button>
        ) : null
      }
    >
      {instance.fault ? (
        <Note tone={instance.state === "unknown" ? "plain" : "danger"}>
          <Lamp kind={instance.state === "unknown" ? "unknown" : "danger"} />
          <div>
            <strong>{instance.fault}</strong>
            <div className="dim">What follows is what was last seen.</div>
          </div>
        </Note>
      ) : null}
      <Card>
        <InstanceFigures instance={instance} connections={instance.facts?.clients.connected ?? null} />
      </Card>
      <div className={classes["columns"]}>
        <div className={classes["stack"]}>
          <LatencyCard instanceId={instance.id} />
          <ClientsCard instance={instance} />
          <QueuesCard instance={instance} />
          <SlowLogCard instance={instance} />
          <EventsCard instance={instance} />
          <KeyspaceCard instance={instance} />
        </div>
        <div className={classes["stack"]}>
          <LintCard instance={instance} />
          <InstanceFacts instance={instance} />
        </div>
      </div>
      <InfoCard instanceId={instance.id} />
      {isRemoving ? <RemoveShared instance={instance} close={() => setRemoving(false)} /> : null}
    </Page>
  )
}
