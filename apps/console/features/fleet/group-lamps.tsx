import type { ServerBriefView } from "@signalbox/domain/servers/schema"
import { CHANGE_STATUSES } from "@signalbox/domain/status"
import { Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { isBehind } from "./cell-state.ts"

/** How a group stands: what moves, what is wrong, what is well. */
export function GroupLamps({ servers }: { servers: ServerBriefView[] }) {
  const standings = servers.flatMap((server) => server.services)
  const online = servers.filter((server) => server.status === "online").length
  const offline = servers.filter((server) => server.status === "offline").length
  const drifted = servers.filter((server) => server.services.some((standing) => standing.isDrifted)).length
  const behind = servers.filter((server) => server.services.some((one) => !one.change && isBehind(one))).length
  return (
    <>
      {CHANGE_STATUSES.filter((status) => status !== "applied").map((status) => {
        const here = standings.filter((standing) => standing.change?.status === status).length
        return here === 0 ? null : (
          <Status key={status} lamp={lampOf.change(status)} size="s">
            {here} {status}
          </Status>
        )
      })}
      {drifted > 0 ? (
        <Status lamp="caution" size="s">
          {drifted} drifted
        </Status>
      ) : null}
      {behind > 0 ? (
        <Status lamp="caution" size="s">
          {behind} behind
        </Status>
      ) : null}
      {online > 0 ? (
        <Status lamp="clear" size="s">
          {online} online
        </Status>
      ) : null}
      {offline > 0 ? (
        <Status lamp="danger" size="s">
          {offline} offline
        </Status>
      ) : null}
    </>
  )
}
