import type {
  RedisInstanceRowView,
  TopologyConnectionView,
  TopologyServerView,
  TopologyUnitView,
} from "@signalbox/domain/redis/schema"
import Link from "next/link"
import { useMemo } from "react"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { ServerName } from "../../design/plate.tsx"
import table from "../../design/table.module.css"
import { count } from "../../design/words.ts"
import { isOnServer } from "./map-instances.ts"
import classes from "./redis.module.css"
import { isWrong, titleOf, unitName } from "./redis-words.ts"

type Row = {
  key: string
  server: TopologyServerView
  unit: TopologyUnitView | null
  connection: TopologyConnectionView | null
  instance: RedisInstanceRowView | null
  isOld: boolean
}

type TopologyListProps = {
  servers: readonly TopologyServerView[]
  instances: readonly RedisInstanceRowView[]
  old: ReadonlySet<string>
  /** On the page of the server itself its name says nothing. */
  withoutServer?: boolean
}

/** What the map draws, as rows: one for each unit and Redis. */
export function TopologyList({ servers, instances, old, withoutServer = false }: TopologyListProps) {
  const rows = useMemo(() => rowsOf(servers, instances, old), [servers, instances, old])
  const columns = withoutServer ? COLUMNS.filter(({ head }) => head !== "Server") : COLUMNS
  return (
    <DataTable
      label="Units and their Redis"
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      isOld={({ isOld }) => isOld}
    />
  )
}

function rowsOf(
  servers: readonly TopologyServerView[],
  instances: readonly RedisInstanceRowView[],
  old: ReadonlySet<string>,
): Row[] {
  const byId = new Map(instances.map((instance) => [instance.id, instance]))
  return servers.flatMap((server) => {
    const isOld = old.has(server.serverId)
    if (server.units.length === 0)
      return [{ key: server.serverId, server, unit: null, connection: null, instance: null, isOld }]
    return server.units.flatMap((unit): Row[] => {
      const key = `${server.serverId} ${unit.unit}`
      if (unit.connections.length === 0) return [{ key, server, unit, connection: null, instance: null, isOld }]
      return unit.connections.map((connection) => ({
        key: `${key} ${connection.instance} ${connection.verdict}`,
        server,
        unit,
        connection,
        instance: connection.instanceId ? (byId.get(connection.instanceId) ?? null) : null,
        isOld,
      }))
    })
  })
}

function verdictOf({ unit, connection, isOld }: Row): [LampKind, string] {
  if (isOld) return ["unknown", "as last seen"]
  if (!unit) return ["unknown", "nothing seen"]
  if (!unit.isReadable) return ["unknown", "not readable"]
  if (!connection) return unit.missing.length > 0 ? ["caution", "no socket"] : ["skipped", "no Redis"]
  if (isWrong(connection)) return ["danger", connection.verdict === "old-process" ? "wrong, old process" : "wrong"]
  return connection.verdict === "no-env" ? ["unknown", "named by no env"] : ["clear", "as wanted"]
}

const COLUMNS: Column<Row>[] = [
  {
    head: "Unit",
    phone: "title",
    cell: ({ unit, server }) =>
      unit ? (
        <span className={table["name"]}>{unitName(unit.unit)}</span>
      ) : (
        <span className="dim">{server.fault ?? "no unit uses a Redis"}</span>
      ),
  },
  {
    head: "Server",
    cell: ({ server }) => (
      <Link href={`/servers/${server.serverId}?tab=redis`}>
        <ServerName name={server.serverName} hue={server.serverHue} />
      </Link>
    ),
  },
  {
    head: "State",
    phone: "corner",
    cell: (row) => {
      const [lamp, words] = verdictOf(row)
      return (
        <Status lamp={lamp} quiet={lamp === "clear"}>
          {words}
        </Status>
      )
    },
  },
  {
    head: "Redis",
    className: classes["whole"],
    cell: ({ connection, instance, server, unit }) => {
      if (!connection) return unit?.missing.length ? <span className="mono">{unit.missing.join(", ")}</span> : null
      const name = instance ? titleOf(instance) : isOnServer(connection, server) ? "local Redis" : "another Redis"
      return (
        <>
          {instance ? <Link href={`/redis/${instance.id}`}>{name}</Link> : name}{" "}
          <span className={classes["beside"]}>{count(connection.sockets, "socket")}</span>
          <div className={table["under"]}>
            <span className="mono">{connection.instance}</span>
          </div>
        </>
      )
    },
  },
  {
    head: "Why",
    phone: "wide",
    className: classes["why"],
    cell: ({ connection, server, isOld }) => {
      if (isOld)
        return (
          <span className="dim">
            {server.asOf ? (
              <>
                looked at <Age at={server.asOf} ago />
              </>
            ) : (
              "never looked at"
            )}
          </span>
        )
      return connection && isWrong(connection) ? connection.reason : null
    },
  },
]
