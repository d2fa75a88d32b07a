import type { ServerRowView } from "@signalbox/domain/servers/schema"
import { Age } from "../../design/age.tsx"
import classes from "./fleet.module.css"
import { ServerCell } from "./fleet-columns.tsx"
import { GroupLamps } from "./group-lamps.tsx"
import { groupServers } from "./groups.ts"
import { StandingMark } from "./standing.tsx"
import { Vital } from "./vitals.tsx"

/** The same rows for a phone: one card each. */
export function FleetCards({ servers, groupKey }: { servers: ServerRowView[]; groupKey: string | undefined }) {
  return (
    <div className={classes["cards"]}>
      {groupServers(servers, groupKey).map((group) => (
        <section key={group.value ?? ""} aria-label={groupKey ? `${groupKey} ${group.value ?? "none"}` : "Servers"}>
          {groupKey ? (
            <div className={classes["cardGroup"]}>
              <span className="mono">
                {group.value ? `${groupKey}=` : `no ${groupKey}`}
                {group.value ? <b>{group.value}</b> : null}
              </span>
              <span>
                <GroupLamps servers={group.servers} />
              </span>
            </div>
          ) : null}
          <ul>
            {group.servers.map((server) => (
              <li key={server.id} data-old={server.status !== "online" || undefined}>
                <div className={classes["cardHead"]}>
                  <ServerCell server={server} />
                  <span className="dim">
                    <Age at={server.lastSeenAt} />
                  </span>
                </div>
                {server.services.length > 0 ? (
                  <div className={classes["cardServices"]}>
                    {server.services.map((standing) => (
                      <span key={standing.serviceId}>
                        <span className="dim">{standing.serviceName}</span>{" "}
                        {standing.appliedNumber === null ? "none" : `v${standing.appliedNumber}`}
                        <StandingMark standing={standing} serverStatus={server.status} />
                      </span>
                    ))}
                  </div>
                ) : null}
                <div className={classes["cardVitals"]}>
                  <Vital server={server} of="cpu" />
                  <Vital server={server} of="memory" />
                  <Vital server={server} of="disk" />
                </div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
