import type { RedisInstanceView } from "@signalbox/domain/redis/schema"
import type { KeyPatternCount } from "@signalbox/protocol/redis"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Meter } from "../../design/meter.tsx"
import { Card } from "../../design/page.tsx"
import table from "../../design/table.module.css"
import { bytes, took } from "../../design/words.ts"
import { memoryByPattern, seenWords } from "./keyspace.ts"
import classes from "./redis.module.css"

/** Which kinds of keys take the memory, as far as they were walked. */
export function KeyspaceCard({ instance: { keyspaces, keyspacesAt } }: { instance: RedisInstanceView }) {
  if (keyspaces.length === 0)
    return (
      <Card title="Keys by pattern">
        <p className="dim">The keys were not walked yet, or our user may not.</p>
      </Card>
    )
  return (
    <Card
      title="Keys by pattern"
      hint="memory is estimated from a few keys of each"
      right={
        <span className="dim">
          walked <Age at={keyspacesAt} ago />
        </span>
      }
      flush
    >
      {keyspaces.map((keyspace) => (
        <section key={keyspace.db} className={classes["keyspace"]}>
          <p>
            <b>db {keyspace.db}</b> {seenWords(keyspace)}{" "}
            <span className="dim">
              Took {took(keyspace.tookMs)}, {took(keyspace.instanceMicros / 1_000)} of it inside Redis.
            </span>
          </p>
          <DataTable
            label={`Key patterns of db ${keyspace.db}`}
            bare
            columns={COLUMNS}
            rows={memoryByPattern(keyspace)}
            rowKey={({ pattern }) => pattern}
          />
        </section>
      ))}
    </Card>
  )
}

type Row = KeyPatternCount & { totalBytes: number | null; share: number }

const COLUMNS: Column<Row>[] = [
  {
    head: "Pattern",
    phone: "title",
    cell: ({ pattern }) => <span className={`${table["name"]} mono`}>{pattern}</span>,
  },
  {
    head: "Memory",
    phone: "wide",
    className: classes["share"],
    cell: ({ totalBytes, share }) =>
      totalBytes === null ? (
        <span className="dim">not measured</span>
      ) : (
        <Meter word={null} fraction={share} figure={bytes(totalBytes)[0]} unit={bytes(totalBytes)[1]} isPlain />
      ),
  },
  { head: "Keys", right: true, cell: ({ keys }) => keys.toLocaleString("en") },
  {
    head: "Mean",
    right: true,
    cell: ({ meanBytes }) => (meanBytes === null ? "–" : bytes(meanBytes).join(" ")),
  },
]
