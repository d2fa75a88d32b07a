import type { ServerView } from "@signalbox/domain/servers/schema"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
import { TableScroll } from "../../design/table-scroll.tsx"
import { bytes } from "../../design/words.ts"

/** systemd's own words; the lamp says how to take them. */
function lampOfUnit(activeState: string, isFresh: boolean): LampKind {
  if (!isFresh) return "unknown"
  if (activeState === "active") return "clear"
  if (activeState === "failed") return "danger"
  if (activeState === "activating" || activeState === "deactivating" || activeState === "reloading") return "applying"
  return "skipped"
}

export function ServerUnits({ server }: { server: ServerView }) {
  const isFresh = server.status === "online"
  if (server.unitStates.length === 0)
    return (
      <Card>
        <EmptyState title="No unit is permitted here">
          The agent tells only of units that the host policy names. Add them on the server with{" "}
          <code>signalbox-agent policy</code>.
        </EmptyState>
      </Card>
    )
  return (
    <>
      <p className="dim">
        As of <Age at={server.unitsAt} ago />
        {isFresh ? "" : "; the server is away, so this may no longer be so"}.
      </p>
      <TableScroll label="Units">
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">Unit</th>
              <th scope="col">State</th>
              <th scope="col">Since</th>
              <th scope="col">Restarts</th>
              <th scope="col">Memory</th>
              <th scope="col">Process</th>
              <th scope="col">At boot</th>
            </tr>
          </thead>
          <tbody>
            {server.unitStates.map((unit) => (
              <tr key={unit.name} data-old={!isFresh || undefined}>
                <td>
                  <div className={table["name"]}>{unit.name.replace(/\.service$/, "")}</div>
                  <div className="dim" style={{ fontSize: 11 }}>
                    {unit.description}
                  </div>
                </td>
                <td>
                  <Status lamp={lampOfUnit(unit.activeState, isFresh)} size="s">
                    {unit.loadState === "loaded" ? `${unit.activeState}, ${unit.subState}` : unit.loadState}
                  </Status>
                  {unit.result !== "success" && unit.activeState === "failed" ? (
                    <div className="dim">{unit.result}</div>
                  ) : null}
                </td>
                <td>
                  <Age at={unit.sinceMs} />
                </td>
                <td>{unit.restarts}</td>
                <td>
                  {unit.memoryBytes === null ? <span className="dim">–</span> : bytes(unit.memoryBytes).join(" ")}
                </td>
                <td className="mono">{unit.mainPid || <span className="dim">none</span>}</td>
                <td>{unit.enabled}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  )
}
