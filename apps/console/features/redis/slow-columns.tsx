import type { SlowEntry } from "@signalbox/protocol/redis"
import { Age } from "../../design/age.tsx"
import type { Column } from "../../design/data-table.tsx"
import table from "../../design/table.module.css"
import { micros } from "./redis-words.ts"

/** Commands that took long; keys appear as patterns only. */
export const SLOW_COLUMNS: Column<SlowEntry>[] = [
  {
    head: "Command",
    phone: "title",
    cell: ({ command, keyPattern }) => (
      <>
        <span className={`${table["name"]} mono`}>{command}</span>
        <div className={table["under"]}>
          <span className="mono">{keyPattern}</span>
        </div>
      </>
    ),
  },
  {
    head: "Client",
    cell: ({ address, clientName }) => (
      <>
        <span className="mono">{address}</span>
        <div className={table["under"]}>{clientName}</div>
      </>
    ),
  },
  { head: "Took", phone: "corner", right: true, cell: ({ tookMicros }) => micros(tookMicros) },
  { head: "When", right: true, cell: ({ at }) => <Age at={at} ago /> },
]
