import type { RedisInstanceRowView } from "@signalbox/domain/redis/schema"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { Meter } from "../../design/meter.tsx"
import { ServerName } from "../../design/plate.tsx"
import table from "../../design/table.module.css"
import { bytes } from "../../design/words.ts"
import { InstanceState } from "./instance-state.tsx"
import { addressOf, micros, percent, rate, titleOf } from "./redis-words.ts"

export const INSTANCE_COLUMNS: Column<RedisInstanceRowView>[] = [
  {
    head: "Instance",
    phone: "title",
    cell: (instance) => (
      <>
        <Link href={`/redis/${instance.id}`} className={table["name"]}>
          {titleOf(instance)}
        </Link>
        <div className={table["under"]}>
          <span className="mono">{addressOf(instance)}</span>
        </div>
      </>
    ),
  },
  { head: "State", phone: "corner", cell: (instance) => <InstanceState instance={instance} /> },
  {
    head: "Server",
    cell: ({ server, kind }) =>
      server ? (
        <Link href={`/servers/${server.id}?tab=redis`}>
          <ServerName name={server.name} hue={server.hue} />
        </Link>
      ) : (
        <span className="dim">{kind}</span>
      ),
  },
  { head: "Memory", cell: (instance) => <Memory instance={instance} /> },
  {
    head: "Evicts",
    cell: ({ eviction, evictedKeys }) =>
      eviction ? (
        <>
          <span className="mono">{eviction}</span>
          <div className={table["under"]}>{evictedKeys ? `${evictedKeys.toLocaleString("en")} keys so far` : null}</div>
        </>
      ) : (
        <span className="dim">–</span>
      ),
  },
  { head: "Policy", cell: (instance) => <Policy instance={instance} /> },
  { head: "Clients", right: true, cell: ({ clients }) => clients?.toLocaleString("en") ?? "–" },
  { head: "ops/s", right: true, cell: ({ opsPerSecond }) => (opsPerSecond === null ? "–" : rate(opsPerSecond)) },
  { head: "Hit rate", right: true, cell: ({ hitRate }) => (hitRate === null ? "–" : `${percent(hitRate)} %`) },
  {
    head: "p50, p99",
    right: true,
    cell: ({ latency: { p50Micros, p99Micros } }) =>
      p50Micros === null ? "–" : `${micros(p50Micros)}, ${micros(p99Micros) ?? "–"}`,
  },
  { head: "Seen", right: true, cell: ({ asOf }) => <Age at={asOf} ago /> },
]

function Memory({ instance: { usedBytes, maxBytes, state } }: { instance: RedisInstanceRowView }) {
  if (usedBytes === null) return <span className="dim">–</span>
  const [figure, unit] = bytes(usedBytes)
  if (!maxBytes)
    return (
      <>
        {figure} {unit}
        <div className={table["under"]}>{maxBytes === 0 ? "no limit" : null}</div>
      </>
    )
  return (
    <Meter
      word={null}
      fraction={usedBytes / maxBytes}
      figure={figure}
      unit={`${unit} of ${bytes(maxBytes).join(" ")}`}
      isOld={state === "unknown"}
    />
  )
}

function Policy({ instance: { policy } }: { instance: RedisInstanceRowView }) {
  if (!policy) return <span className="dim">none of ours</span>
  return (
    <>
      <Link href={`/redis/policies/${policy.serviceId}`}>{policy.serviceName}</Link>
      <div className={table["under"]}>
        {policy.number === null ? "not applied yet" : `v${policy.number}`}
        {policy.isDrifted ? ", drifted" : ""}
      </div>
    </>
  )
}
