import type { TopologyServerView } from "@signalbox/domain/redis/schema"
import classes from "./map.module.css"
import type { Look } from "./map-group.ts"
import own from "./map-legend.module.css"

const SAYS: Record<Look, string> = {
  local: "to the local Redis",
  shared: "to the shared Redis, as wanted",
  wrong: "wrong",
  unnamed: "named by no env of ours",
  old: "as last seen",
}

type MapLegendProps = { servers: readonly TopologyServerView[]; old: ReadonlySet<string> }

/** What the lines say; those that are rarely there only when they are. */
export function MapLegend({ servers, old }: MapLegendProps) {
  const hasUnnamed = servers.some(({ units }) =>
    units.some(({ connections }) => connections.some(({ verdict }) => verdict === "no-env")),
  )
  const looks: Look[] = ["local", "shared", "wrong"]
  if (hasUnnamed) looks.push("unnamed")
  if (servers.some(({ serverId }) => old.has(serverId))) looks.push("old")
  return (
    <div className={own["legend"]}>
      {looks.map((look) => (
        <span key={look}>
          <svg viewBox="0 0 26 8" aria-hidden="true">
            <path d="M1 4H26" className={classes["line"]} data-look={look} />
          </svg>
          {SAYS[look]}
        </span>
      ))}
      <span>Numbers are open sockets</span>
    </div>
  )
}
