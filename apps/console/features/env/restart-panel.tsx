"use client"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import type { UnitRowView } from "@signalbox/domain/units/schema"
import { useQuery } from "@tanstack/react-query"
import { RotateCw } from "lucide-react"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { useTRPC } from "../../trpc/client.tsx"
import type { EditTabProps } from "./edit-tab-props.ts"
import classes from "./env.module.css"
import { RailItem } from "./rail-item.tsx"

/** The units that read the file, in the order in which they would restart. */
export function RestartPanel({ service, server, looked }: EditTabProps & { server: EnvServerView }) {
  const trpc = useTRPC()
  const units = useQuery(trpc.units.list.queryOptions({ serverId: server.serverId, serviceId: service.id }))
  const isQuiet = (looked.rows.get(server.serverId)?.changed.length ?? 0) === 0
  return (
    <Card title="Would restart" hint={isQuiet ? "nothing to ship yet" : "in this order, on each server"} flush>
      {service.units.length === 0 ? (
        <p className={classes["quiet"]}>No unit restarts with this env.</p>
      ) : (
        <ol className={classes["items"]}>
          {service.units.map((name) => {
            const isAllowed = looked.policy?.units.some((unit) => unit.name === name && unit.verbs.includes("restart"))
            return (
              <RailItem
                key={name}
                mark={
                  looked.policy && !isAllowed ? (
                    <Lamp kind="danger" />
                  ) : (
                    <RotateCw className="icon" aria-hidden="true" width={14} height={14} />
                  )
                }
                title={name.replace(/\.service$/, "")}
                right={<UnitState row={units.data?.find((row) => row.unit.name === name)} />}
              >
                {looked.policy && !isAllowed ? `${server.serverName} does not permit restarting it.` : null}
              </RailItem>
            )
          })}
        </ol>
      )}
    </Card>
  )
}

function UnitState({ row }: { row: UnitRowView | undefined }) {
  if (!row) return null
  const { activeState, sinceMs } = row.unit
  return (
    <>
      {activeState}
      {sinceMs ? (
        <>
          {" "}
          <Age at={sinceMs} />
        </>
      ) : null}
    </>
  )
}
