import type { RedisClientsRowView } from "@signalbox/domain/redis/schema"
import Link from "next/link"
import type { Column } from "../../design/data-table.tsx"
import { ServerName } from "../../design/plate.tsx"
import table from "../../design/table.module.css"
import { span } from "../../design/words.ts"
import { unitName } from "./redis-words.ts"

/** Clients of one address: whose address it is, and which units hold the sockets. */
export const CLIENT_COLUMNS: Column<RedisClientsRowView>[] = [
  {
    head: "From",
    phone: "title",
    cell: ({ server, address }) => (
      <>
        {server ? (
          <Link href={`/servers/${server.id}?tab=redis`}>
            <ServerName name={server.name} hue={server.hue} />
          </Link>
        ) : (
          <span className={table["name"]}>no server of ours</span>
        )}
        <div className={table["under"]}>
          <span className="mono">{address}</span>
        </div>
      </>
    ),
  },
  {
    head: "Units",
    phone: "wide",
    cell: ({ units, server }) =>
      units.length > 0 ? (
        units.map(({ unit, sockets }) => (
          <div key={unit}>
            {unitName(unit)} <span className="dim">{sockets}</span>
          </div>
        ))
      ) : (
        <span className="dim">{server ? "none that we may look at" : "not known"}</span>
      ),
  },
  {
    head: "Names they give",
    phone: "wide",
    cell: ({ names }) =>
      names.length === 0 ? (
        <span className="dim">none</span>
      ) : (
        names.map(({ name, count: of }) => (
          <div key={name} className="mono">
            {name} <span className="dim">{of}</span>
          </div>
        ))
      ),
  },
  { head: "Oldest", right: true, cell: ({ oldestSeconds }) => span(oldestSeconds * 1_000) },
  { head: "Blocked", right: true, cell: ({ blocked }) => blocked.toLocaleString("en") },
  { head: "Connections", right: true, cell: (row) => row.count.toLocaleString("en") },
]
