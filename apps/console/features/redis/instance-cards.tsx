import type { RedisInstanceView } from "@signalbox/domain/redis/schema"
import type { LatencyEvent } from "@signalbox/protocol/redis"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Card } from "../../design/page.tsx"
import table from "../../design/table.module.css"
import { count, took } from "../../design/words.ts"
import { CLIENT_COLUMNS } from "./client-columns.tsx"
import { LintFindings } from "./lint-findings.tsx"
import { QUEUE_COLUMNS, queueKey, queueRows } from "./queue-columns.tsx"
import { SLOW_COLUMNS } from "./slow-columns.tsx"

type OfInstance = { instance: RedisInstanceView }

export function ClientsCard({ instance: { clients } }: OfInstance) {
  const connections = clients.reduce((sum, row) => sum + row.count, 0)
  return (
    <Card title="Clients" hint={`${count(connections, "connection")} by server and unit`} flush={clients.length > 0}>
      {clients.length > 0 ? (
        <DataTable label="Clients" bare columns={CLIENT_COLUMNS} rows={clients} rowKey={({ address }) => address} />
      ) : (
        <p className="dim">None was listed: our user may not run CLIENT LIST, or nobody looked yet.</p>
      )}
    </Card>
  )
}

// On the page of the instance its own name and age say nothing new.
const OWN_QUEUE_COLUMNS = QUEUE_COLUMNS.filter(({ head }) => head !== "Instance" && head !== "As of")

export function QueuesCard({ instance: { queues } }: OfInstance) {
  const rows = queueRows(queues)
  return (
    <Card title="Queues" hint="Celery, Bull and BullMQ" flush={rows.length > 0}>
      {rows.length > 0 ? (
        <DataTable label="Queues" bare columns={OWN_QUEUE_COLUMNS} rows={rows} rowKey={queueKey} />
      ) : (
        <p className="dim">No queue is kept here.</p>
      )}
    </Card>
  )
}

export function SlowLogCard({ instance: { slowLog } }: OfInstance) {
  const has = (slowLog?.length ?? 0) > 0
  return (
    <Card title="Slow log" hint="time inside Redis, without the network" flush={has}>
      {slowLog && has ? (
        <DataTable label="Slow log" bare columns={SLOW_COLUMNS} rows={slowLog} rowKey={({ id }) => id} />
      ) : (
        <p className="dim">{slowLog ? "No command was slow." : "Our user may not read the slow log."}</p>
      )}
    </Card>
  )
}

const EVENT_COLUMNS: Column<LatencyEvent>[] = [
  {
    head: "Event",
    phone: "title",
    cell: ({ name }) => <span className={`${table["name"]} mono`}>{name}</span>,
  },
  { head: "Latest", right: true, cell: ({ latestMs }) => took(latestMs) },
  { head: "Longest", right: true, cell: ({ maxMs }) => took(maxMs) },
  { head: "When", right: true, phone: "corner", cell: ({ at }) => <Age at={at} ago /> },
]

/** Left out where Redis keeps none: its latency monitor is off unless someone turned it on. */
export function EventsCard({ instance: { latencyEvents } }: OfInstance) {
  if (!latencyEvents || latencyEvents.length === 0) return null
  return (
    <Card title="Latency events" hint="what Redis itself saw stall" flush>
      <DataTable label="Latency events" bare columns={EVENT_COLUMNS} rows={latencyEvents} rowKey={({ name }) => name} />
    </Card>
  )
}

export function LintCard({ instance: { lint } }: OfInstance) {
  return (
    <Card title="Lint" right={<span className="dim">{lint.length === 0 ? null : count(lint.length, "finding")}</span>}>
      {lint.length > 0 ? <LintFindings findings={lint} /> : <p className="dim">Nothing was found.</p>}
    </Card>
  )
}
