import type { ServerView } from "@signalbox/domain/servers/schema"
import type { UnitState } from "@signalbox/protocol/observe"
import { Age } from "../../design/age.tsx"
import { type Column, DataTable } from "../../design/data-table.tsx"
import { Status } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import table from "../../design/table.module.css"
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
      <DataTable
        label="Units"
        columns={columnsOf(isFresh)}
        rows={server.unitStates}
        rowKey={(unit) => unit.name}
        isOld={() => !isFresh}
      />
    </>
  )
}

/** "active, running"; "failed" once. */
function stateWords({ loadState, activeState, subState }: UnitState): string {
  if (loadState !== "loaded") return loadState
  return activeState === subState ? activeState : `${activeState}, ${subState}`
}

const columnsOf = (isFresh: boolean): Column<UnitState>[] => [
  {
    head: "Unit",
    phone: "title",
    cell: (unit) => (
      <>
        <div className={table["name"]}>{unit.name.replace(/\.service$/, "")}</div>
        <div className={table["under"]}>{unit.description}</div>
      </>
    ),
  },
  {
    head: "State",
    phone: "corner",
    cell: (unit) => (
      <>
        <Status lamp={lampOfUnit(unit.activeState, isFresh)} size="s">
          {stateWords(unit)}
        </Status>
        <div className={table["under"]}>
          {unit.result !== "success" && unit.activeState === "failed" ? unit.result : null}
        </div>
      </>
    ),
  },
  { head: "Since", cell: (unit) => <Age at={unit.sinceMs} ago /> },
  { head: "Restarts", cell: (unit) => unit.restarts },
  {
    head: "Memory",
    cell: (unit) =>
      unit.memoryBytes === null ? <span className="dim">not counted</span> : bytes(unit.memoryBytes).join(" "),
  },
  { head: "Process", className: "mono", cell: (unit) => unit.mainPid || <span className="dim">none</span> },
  { head: "At boot", cell: (unit) => unit.enabled },
]
