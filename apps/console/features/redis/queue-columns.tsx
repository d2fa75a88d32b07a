import type { RedisQueueRowView } from "@signalbox/domain/redis/schema"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import { Lamp } from "../../design/lamp.tsx"
import table from "../../design/table.module.css"
import { span } from "../../design/words.ts"
import { InstanceLink } from "./instance-link.tsx"
import classes from "./redis.module.css"
import { kindWord, linesOf, type QueueLine, rate } from "./redis-words.ts"

export type QueueRow = QueueLine & { of: RedisQueueRowView }

export const queueRows = (rows: readonly RedisQueueRowView[]): QueueRow[] =>
  rows.flatMap((of) => linesOf(of.queue).map((line) => ({ ...line, of })))

export const queueKey = ({ key, of }: QueueRow): string => `${of.instanceId} ${key}`

const figure = (value: number | null) => value?.toLocaleString("en") ?? <span className="dim">–</span>

export const QUEUE_COLUMNS: Column<QueueRow>[] = [
  {
    head: "Queue",
    phone: "title",
    cell: ({ name, kind, db, isPaused }) => (
      <>
        <span className={`${table["name"]} mono`}>{name}</span>
        <div className={table["under"]}>
          {kindWord(kind)}, db {db}
          {isPaused ? ", paused" : ""}
        </div>
      </>
    ),
  },
  {
    head: "Instance",
    cell: ({ of }) => (
      <InstanceLink id={of.instanceId} name={of.instanceName} kind={of.instanceKind} server={of.server} />
    ),
  },
  {
    head: "Waiting",
    right: true,
    cell: ({ waiting, isStuck }) => (isStuck ? <b className={classes["old"]}>{figure(waiting)}</b> : figure(waiting)),
  },
  { head: "Active", right: true, cell: ({ active }) => figure(active) },
  { head: "Delayed", right: true, cell: ({ delayed }) => figure(delayed) },
  { head: "Failed", right: true, cell: ({ failed }) => figure(failed) },
  {
    head: "Oldest",
    right: true,
    cell: ({ oldestMs, isStuck, kind }) =>
      oldestMs === null ? (
        <span className="dim">–</span>
      ) : (
        <>
          <span className={isStuck ? classes["old"] : undefined}>{span(oldestMs)}</span>
          <div className={table["under"]}>{kind === "celery" ? "held by a worker" : "waiting"}</div>
        </>
      ),
  },
  {
    head: "Finished/s",
    right: true,
    cell: ({ finishedPerSecond }) =>
      finishedPerSecond === null ? <span className="dim">–</span> : rate(finishedPerSecond),
  },
  {
    head: "Workers",
    right: true,
    cell: ({ workers, isStuck }) =>
      workers === 0 && isStuck ? (
        <span className={classes["noWorker"]}>
          <Lamp kind="caution" size="s" /> none
        </span>
      ) : (
        figure(workers)
      ),
  },
  { head: "As of", right: true, cell: ({ of }) => <Age at={of.asOf} ago /> },
]
