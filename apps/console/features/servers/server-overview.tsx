import type { ServerView } from "@signalbox/domain/servers/schema"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { Card, Facts } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import { bytes } from "../../design/words.ts"
import { Standing } from "../fleet/standing.tsx"
import { Vital } from "../fleet/vitals.tsx"
import classes from "./server.module.css"

const ADDRESSES_MAX = 4

/** A machine of containers has dozens: the first of them, the rest on a click. */
function Addresses({ all }: { all: string[] }) {
  const more = all.length - ADDRESSES_MAX
  if (more <= 1) return all.join(", ")
  return (
    <>
      {all.slice(0, ADDRESSES_MAX).join(", ")}
      <details>
        <summary>and {more} more</summary>
        {all.slice(ADDRESSES_MAX).join(", ")}
      </details>
    </>
  )
}

export function ServerOverview({ server }: { server: ServerView }) {
  return (
    <div className={classes["columns"]}>
      <div className={classes["stack"]}>
        <Card title="Services" hint="version that was last seen applied" flush>
          {server.services.length === 0 ? (
            <EmptyState title="No service runs here yet">
              Describe one, or <Link href="/services">assign this server</Link> to one that is described.
            </EmptyState>
          ) : (
            <ul className={classes["list"]}>
              {server.services.map((standing) => (
                <li key={standing.serviceId}>
                  <Link href={`/services/${standing.serviceId}`} className={classes["name"]}>
                    {standing.serviceName}
                  </Link>
                  <Standing standing={standing} serverStatus={server.status} isTold />
                  <span className="dim">
                    looked at <Age at={standing.observedAt} ago />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card
          title="Load"
          right={
            server.vitals ? (
              <span className="dim">
                as of <Age at={server.vitals.at} ago />
              </span>
            ) : null
          }
        >
          {server.vitals ? (
            <div className={classes["vitals"]}>
              <div>
                <h3>CPU</h3>
                <Vital server={server} of="cpu" isHeaded />
                <p className="dim">load {server.vitals.load1.toFixed(2)} over 1 min</p>
              </div>
              <div>
                <h3>Memory</h3>
                <Vital server={server} of="memory" isHeaded />
                <p className="dim">{server.facts ? `of ${bytes(server.facts.memoryBytes).join(" ")}` : null}</p>
              </div>
              <div>
                <h3>Disk</h3>
                <Vital server={server} of="disk" isHeaded />
                <p className="dim">of the root file system</p>
              </div>
            </div>
          ) : (
            <p className="dim">Figures come a few seconds after the agent has connected.</p>
          )}
        </Card>
      </div>
      <FactsCard server={server} />
    </div>
  )
}

function FactsCard({ server }: { server: ServerView }) {
  const { facts } = server
  return (
    <Card title="Facts">
      <Facts
        rows={[
          ...(facts
            ? ([
                [
                  "Host name",
                  <span key="host" className="mono">
                    {facts.hostname}
                  </span>,
                ],
                ["System", facts.os],
                [
                  "Kernel",
                  <span key="kernel" className="mono">
                    {facts.kernel}
                  </span>,
                ],
                ["Processors", `${facts.cpus}, ${facts.arch}`],
                ["Memory", bytes(facts.memoryBytes).join(" ")],
                ["Units by", facts.supervisor],
                [
                  "Addresses",
                  <span key="at" className="mono">
                    <Addresses all={facts.addresses} />
                  </span>,
                ],
              ] satisfies [string, React.ReactNode][])
            : []),
          ["Agent", server.agentVersion ? `version ${server.agentVersion}` : "not known yet"],
          ["Enrolled", <Age key="enrolled" at={server.enrolledAt} ago />],
          ["Connected", server.connectedAt ? <Age key="connected" at={server.connectedAt} ago /> : "not now"],
        ]}
      />
    </Card>
  )
}
