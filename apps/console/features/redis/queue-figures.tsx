import type { RedisQueueRowView } from "@signalbox/domain/redis/schema"
import { span } from "../../design/words.ts"
import classes from "./panel.module.css"
import { kindWord, linesOf, type QueueLine } from "./redis-words.ts"

/** Queues of one instance, by what keeps them and in which database. */
export function QueueFigures({ rows }: { rows: readonly RedisQueueRowView[] }) {
  const groups = Map.groupBy(
    rows.flatMap(({ queue }) => linesOf(queue)),
    ({ kind, db }) => `${kindWord(kind)}, db ${db}`,
  )
  return [...groups].map(([head, lines]) => <QueueGroup key={head} head={head} lines={lines} />)
}

function QueueGroup({ head, lines }: { head: string; lines: QueueLine[] }) {
  return (
    <table className={classes["queues"]}>
      <thead>
        <tr>
          <th scope="col">{head}</th>
          <th scope="col">wait</th>
          <th scope="col">active</th>
          <th scope="col">failed</th>
          <th scope="col">oldest</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ key, name, waiting, active, failed, oldestMs, isStuck, workers }) => (
          <tr
            key={key}
            data-stuck={isStuck || undefined}
            title={isStuck ? (workers === 0 ? "no worker is connected" : "nothing was finished of late") : undefined}
          >
            <td className="mono">{name}</td>
            <td>{waiting.toLocaleString("en")}</td>
            <td>{active.toLocaleString("en")}</td>
            <td>{failed?.toLocaleString("en") ?? "–"}</td>
            <td>{oldestMs === null ? "–" : span(oldestMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
