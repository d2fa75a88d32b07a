"use client"
import { Tooltip } from "@mantine/core"
import type { ServerBriefView } from "@signalbox/domain/servers/schema"
import Link from "next/link"
import { type KeyboardEvent, useState } from "react"
import { Age } from "../../design/age.tsx"
import { Lamp, Status } from "../../design/lamp.tsx"
import { toneOf } from "../../design/lamp-of.ts"
import { count } from "../../design/words.ts"
import { cellState } from "./cell-state.ts"
import { GroupLamps } from "./group-lamps.tsx"
import { groupServers } from "./groups.ts"
import classes from "./heat-grid.module.css"
import { StandingMark } from "./standing.tsx"

/** One cell a server, for fleets of hundreds: what is not well stands out, what is well keeps quiet. */
export function HeatGrid({ servers, groupKey }: { servers: ServerBriefView[]; groupKey: string | undefined }) {
  const [looked, setLooked] = useState<{ server: ServerBriefView; cell: HTMLElement } | null>(null)
  const first = groupServers(servers, groupKey)[0]?.servers[0]
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the cells in it are links; it only moves between them
    <div className={classes["grid"]} onKeyDown={moveBetweenCells} onMouseLeave={() => setLooked(null)} data-heat-grid>
      {groupServers(servers, groupKey).map((group) => (
        <section key={group.value ?? ""} aria-label={groupKey ? `${groupKey} ${group.value ?? "none"}` : "Servers"}>
          <div className={classes["head"]}>
            <span className="mono">
              {groupKey ? (group.value ? `${groupKey}=` : `no ${groupKey}`) : "all servers"}
              {groupKey && group.value ? <b>{group.value}</b> : null}
            </span>
            <span className="dim">{count(group.servers.length, "server")}</span>
            <span className={classes["lamps"]}>
              <GroupLamps servers={group.servers} />
            </span>
          </div>
          <ul className={classes["cells"]}>
            {group.servers.map((server) => (
              <Cell
                key={server.id}
                server={server}
                isEntry={server.id === (looked?.server.id ?? first?.id)}
                look={(cell) => setLooked({ server, cell })}
                leave={() => setLooked(null)}
              />
            ))}
          </ul>
        </section>
      ))}
      {looked ? (
        <Tooltip opened target={looked.cell} position="bottom" label={<About server={looked.server} />} />
      ) : null}
    </div>
  )
}

type CellProps = {
  server: ServerBriefView
  /** The one cell that the tab key reaches; arrows go on from there. */
  isEntry: boolean
  look: (cell: HTMLElement) => void
  leave: () => void
}

function Cell({ server, isEntry, look, leave }: CellProps) {
  const { lamp, word } = cellState(server)
  return (
    <li>
      <Link
        href={`/servers/${server.id}`}
        prefetch={false}
        className={classes["cell"]}
        data-tone={toneOf(lamp)}
        data-cell
        tabIndex={isEntry ? 0 : -1}
        aria-label={`${server.name}, ${word}`}
        onFocus={(event) => look(event.currentTarget)}
        onMouseEnter={(event) => look(event.currentTarget)}
        onBlur={leave}
      >
        <Lamp kind={lamp} size="s" />
      </Link>
    </li>
  )
}

/** What a cell stands for, in words. */
function About({ server }: { server: ServerBriefView }) {
  const { lamp, word } = cellState(server)
  return (
    <div className={classes["about"]}>
      <b>{server.name}</b>
      <span>
        <Status lamp={lamp} size="s">
          {word}
        </Status>{" "}
        · seen <Age at={server.lastSeenAt} ago />
      </span>
      {server.services.map((standing) => (
        <span key={standing.serviceId} className={classes["standing"]}>
          {standing.serviceName} {standing.appliedNumber === null ? "none" : `v${standing.appliedNumber}`}
          <StandingMark standing={standing} serverStatus={server.status} />
        </span>
      ))}
    </div>
  )
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 }

/** Arrows go to the next cell, or to the one above or below; Home and End to the ends. */
function moveBetweenCells(event: KeyboardEvent<HTMLElement>) {
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-cell]")]
  const at = cells.findIndex((cell) => cell.matches(":focus"))
  const here = cells[at]
  if (!here) return
  const next =
    event.key === "Home"
      ? cells[0]
      : event.key === "End"
        ? cells.at(-1)
        : event.key === "ArrowUp"
          ? nearest(cells.slice(0, at), here, -1)
          : event.key === "ArrowDown"
            ? nearest(cells.slice(at + 1), here, 1)
            : cells[at + (STEPS[event.key] ?? 0)]
  if (!next || next === here) return
  event.preventDefault()
  next.focus()
}

/** In the row above or below, the cell that stands closest to the same place. */
function nearest(cells: HTMLElement[], here: HTMLElement, direction: 1 | -1): HTMLElement | undefined {
  const from = here.getBoundingClientRect()
  const places = cells.map((cell) => ({ cell, box: cell.getBoundingClientRect() }))
  const rows = places.filter(({ box }) => Math.sign(box.top - from.top) === direction)
  const row =
    direction === 1 ? Math.min(...rows.map(({ box }) => box.top)) : Math.max(...rows.map(({ box }) => box.top))
  return rows
    .filter(({ box }) => box.top === row)
    .sort((left, right) => Math.abs(left.box.left - from.left) - Math.abs(right.box.left - from.left))[0]?.cell
}
