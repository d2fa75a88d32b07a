"use client"
import { Switch } from "@mantine/core"
import type { ConversionPlanView, ConversionServerView, GroundView } from "@signalbox/domain/conversions/schema"
import type { ProblemView } from "@signalbox/protocol/problem"
import { KeyDiff } from "../../design/key-diff.tsx"
import { Lamp } from "../../design/lamp.tsx"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { Card, Note } from "../../design/page.tsx"
import { ServerName } from "../../design/plate.tsx"
import { TableScroll } from "../../design/table-scroll.tsx"
import { count } from "../../design/words.ts"
import classes from "./conversions.module.css"

type PlanPartsProps = {
  plan: ConversionPlanView
  choose: (key: { serviceId: string; key: string; moves: boolean }) => void
}

/** The plan in the order in which one decides: what stands against it, what moves, what each server gets, in which steps. */
export function PlanParts({ plan, choose }: PlanPartsProps) {
  return (
    <>
      <Refusals refusals={plan.refusals} />
      <Card title="Keys that name the shared Redis" flush>
        <TableScroll label="Keys" bare>
          <table className={classes["measures"]}>
            <thead>
              <tr>
                <th>Service and key</th>
                <th>Database</th>
                <th>Open sockets</th>
                <th>Moves to the local Redis</th>
              </tr>
            </thead>
            <tbody>
              {plan.keys.map(({ serviceId, serviceName, key, database, sockets, moves, why, isChosen }) => (
                <tr key={`${serviceId} ${key}`}>
                  <td>
                    {serviceName} <code>{key}</code>
                  </td>
                  <td>{database}</td>
                  <td>{sockets ?? <span className="dim">not seen</span>}</td>
                  <td>
                    <Switch
                      checked={moves}
                      label={moves ? "moves" : "stays"}
                      description={isChosen ? `${why} You chose otherwise.` : why}
                      aria-label={`${serviceName} ${key} moves`}
                      onChange={(event) => choose({ serviceId, key, moves: event.currentTarget.checked })}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      {plan.waitingQueues.length > 0 ? (
        <Note tone="caution">
          <Lamp kind="caution" />
          <div>
            <strong>Jobs still wait on {plan.shared.name}.</strong>{" "}
            {plan.waitingQueues
              .map(
                ({ name, database, waiting, held }) => `${name}, database ${database}: ${waiting} wait, ${held} held`,
              )
              .join("; ")}
            .
          </div>
        </Note>
      ) : null}
      {plan.servers.map((server) => (
        <Server key={server.serverId} server={server} />
      ))}
      <Card title="Steps of each server" hint="server by server, each step a gate">
        <ol>
          {plan.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </Card>
    </>
  )
}

const GROUND: Record<GroundView["verdict"], LampKind> = { pass: "clear", fail: "danger", note: "pending" }

function Server({ server }: { server: ConversionServerView }) {
  return (
    <Card
      title={<ServerName name={server.serverName} hue={server.serverHue} />}
      hint={server.isOnline ? "online" : "offline"}
    >
      <div className={classes["confirm"]}>
        <Refusals refusals={server.refusals} />
        <ul className={classes["ground"]}>
          {server.ground.map(({ title, verdict, seen }) => (
            <li key={title}>
              <Lamp kind={GROUND[verdict]} />
              <span>
                {title}: {verdict} <span className="dim">{seen}</span>
              </span>
            </li>
          ))}
        </ul>
        {server.changes.map(({ serviceId, serviceName, units, changes }) => (
          <div key={serviceId}>
            <p>
              <strong>{serviceName}</strong>{" "}
              <span className="dim">
                {count(units.length, "unit")} {units.length === 1 ? "restarts" : "restart"}: {units.join(", ")}
              </span>
            </p>
            <KeyDiff
              changes={changes}
              before="Now"
              after="Converted"
              label={`What changes in ${serviceName} on ${server.serverName}`}
            />
          </div>
        ))}
      </div>
    </Card>
  )
}

function Refusals({ refusals }: { refusals: ProblemView[] }) {
  return refusals.map(({ code, message, fix }) => (
    <Note key={`${code} ${message}`} tone="danger">
      <Lamp kind="danger" />
      <div>
        <strong>{message}</strong> {fix}
      </div>
    </Note>
  ))
}
