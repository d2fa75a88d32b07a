import { Button } from "@mantine/core"
import type { TopologyServerView, TopologyUnitView } from "@signalbox/domain/redis/schema"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { Note } from "../../design/page.tsx"
import { count } from "../../design/words.ts"
import classes from "./redis.module.css"
import { isWrong, unitName } from "./redis-words.ts"

const SHOWN_MAX = 3

type WrongUnitsProps = {
  servers: readonly TopologyServerView[]
  old: ReadonlySet<string>
  /** The one chosen on the map; of no choice the first few are told. */
  unitId: string | null
}

/** Why a unit is not where it should be, in words, and where to put it right. */
export function WrongUnits({ servers, old, unitId }: WrongUnitsProps) {
  const all = servers
    .filter(({ serverId }) => !old.has(serverId))
    .flatMap((server) => server.units.map((unit) => ({ server, unit, id: `${server.serverId} ${unit.unit}` })))
  const chosen = all.find(({ id }) => id === unitId)
  const wrong = all.filter(({ unit }) => unit.connections.some(isWrong))
  const told = chosen ? [chosen] : wrong.slice(0, SHOWN_MAX)
  if (told.length === 0) return null
  return (
    <div className={classes["stack"]} aria-live="polite">
      {told.map(({ server, unit, id }) => (
        <UnitNote key={id} server={server} unit={unit} />
      ))}
      {chosen || wrong.length <= SHOWN_MAX ? null : (
        <p className="dim">
          {count(wrong.length - SHOWN_MAX, "more unit")} on this page {wrong.length - SHOWN_MAX === 1 ? "is" : "are"}{" "}
          wrong: choose one on the map.
        </p>
      )}
    </div>
  )
}

function UnitNote({ server, unit }: { server: TopologyServerView; unit: TopologyUnitView }) {
  const wrong = unit.connections.filter(isWrong)
  const name = unitName(unit.unit)
  const tone = wrong.length > 0 ? "danger" : unit.missing.length > 0 ? "caution" : "plain"
  return (
    <Note tone={tone}>
      <Lamp kind={tone === "plain" ? (unit.isReadable ? "clear" : "unknown") : tone} />
      <div className={classes["noteBody"]}>
        <div className={classes["wrongText"]}>
          <strong>
            {name} on {server.serverName} {headOf(unit)}
          </strong>
          {(wrong.length > 0 ? wrong : unit.connections).map((connection) => (
            <p key={connection.instance}>
              {connection.reason || (
                <>
                  Holds {count(connection.sockets, "socket")} to <code>{connection.instance}</code>, by{" "}
                  {connection.pids.length === 1 ? "process" : "processes"}{" "}
                  <span className="mono">{connection.pids.join(", ")}</span>, the oldest since{" "}
                  <Age at={connection.runsSince} ago />.
                </>
              )}
            </p>
          ))}
          {unit.missing.length > 0 ? (
            <p>
              Its env names <code>{unit.missing.join(", ")}</code>, and no socket goes there.
            </p>
          ) : null}
        </div>
        <div className={classes["noteActions"]}>
          {unit.serviceId ? (
            <Button component={Link} variant="default" size="xs" href={`/services/${unit.serviceId}/env`}>
              Env of {unit.serviceName}
            </Button>
          ) : null}
          <Button component={Link} variant="default" size="xs" href={`/servers/${server.serverId}?tab=units`}>
            Units of {server.serverName}
          </Button>
        </div>
      </div>
    </Note>
  )
}

function headOf({ connections, missing, isReadable, processes }: TopologyUnitView): string {
  if (connections.some(isWrong)) return "talks to the wrong Redis."
  if (!isReadable) return "may not be looked into: the system did not let the agent see its sockets."
  if (missing.length > 0) return "does not use all that its env names."
  return `is connected as its env says, by ${count(processes, "process", "processes")}.`
}
