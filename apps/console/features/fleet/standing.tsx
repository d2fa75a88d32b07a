import type { ServiceStandingView } from "@signalbox/domain/servers/schema"
import type { ServerStatus } from "@signalbox/domain/status"
import { Age } from "../../design/age.tsx"
import { lampOf, Status } from "../../design/lamp.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import classes from "./fleet.module.css"

type StandingProps = { standing: ServiceStandingView | undefined; serverStatus: ServerStatus }

/** One service on one server: its version, and a lamp only where something is not as wanted. */
export function Standing({ standing, serverStatus }: StandingProps) {
  if (!standing) return <span className="dim">not assigned</span>
  return (
    <span className={classes["standing"]}>
      <VersionPlate number={standing.appliedNumber} />
      <StandingMark standing={standing} serverStatus={serverStatus} />
    </span>
  )
}

/** Says nothing when the service is as wanted. */
export function StandingMark({
  standing,
  serverStatus,
}: {
  standing: ServiceStandingView
  serverStatus: ServerStatus
}) {
  const { change, isDrifted, appliedNumber, latestNumber, observedAt } = standing
  if (change)
    return (
      <Status lamp={lampOf.change(change.status)} size="s">
        {change.status}
      </Status>
    )
  if (serverStatus !== "online")
    return (
      <Status lamp="unknown" size="s">
        <Age at={observedAt} /> old
      </Status>
    )
  if (isDrifted)
    return (
      <Status lamp="caution" size="s">
        drifted
      </Status>
    )
  const behind = (latestNumber ?? 0) - (appliedNumber ?? 0)
  if (behind <= 0) return null
  return (
    <Status lamp="caution" size="s">
      {appliedNumber === null ? "not applied" : `${behind} behind`}
    </Status>
  )
}
