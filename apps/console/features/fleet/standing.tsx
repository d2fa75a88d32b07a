import type { ServiceStandingView } from "@signalbox/domain/servers/schema"
import type { ServerStatus } from "@signalbox/domain/status"
import type { ReactNode } from "react"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { isBehind } from "./cell-state.ts"
import classes from "./fleet.module.css"

type StandingProps = {
  standing: ServiceStandingView | undefined
  serverStatus: ServerStatus
  /** Says so where all is as wanted, too. */
  isTold?: boolean
}

/** One service on one server: its version, and a lamp only where something is not as wanted. */
export function Standing({ standing, serverStatus, isTold = false }: StandingProps) {
  if (!standing) return <span className="dim">not assigned</span>
  return (
    <span className={classes["standing"]}>
      <VersionPlate number={standing.appliedNumber} />
      {isTold ? (
        <StandingWords standing={standing} serverStatus={serverStatus} />
      ) : (
        <StandingMark standing={standing} serverStatus={serverStatus} />
      )}
    </span>
  )
}

/** The lamp of what is not as wanted; null when all is. */
function lampOfStanding(standing: ServiceStandingView, serverStatus: ServerStatus): LampKind | null {
  const { change, isDrifted } = standing
  if (change) return lampOf.change(change.status)
  if (serverStatus !== "online") return "unknown"
  return isDrifted || isBehind(standing) ? "caution" : null
}

type Marked = { standing: ServiceStandingView; serverStatus: ServerStatus }

/** How the service stands, also where all is as wanted or nothing was saved yet. */
export function StandingWords({ standing, serverStatus }: Marked) {
  if (lampOfStanding(standing, serverStatus)) return <StandingMark standing={standing} serverStatus={serverStatus} />
  return <span className="dim">{standing.latestNumber === null ? "no version yet" : "as wanted"}</span>
}

/** Says nothing when the service is as wanted. */
export function StandingMark({ standing, serverStatus }: Marked) {
  const lamp = lampOfStanding(standing, serverStatus)
  if (lamp === null) return null
  return (
    <Status lamp={lamp} size="s">
      {wordOf({ standing, serverStatus })}
    </Status>
  )
}

function wordOf({ standing, serverStatus }: Marked): ReactNode {
  const { change, isDrifted, appliedNumber, latestNumber, observedAt } = standing
  if (change) return change.status
  if (serverStatus !== "online")
    return observedAt === null ? (
      "not seen"
    ) : (
      <>
        <Age at={observedAt} /> old
      </>
    )
  if (isDrifted) return "drifted"
  return appliedNumber === null ? "not applied" : `${(latestNumber ?? 0) - appliedNumber} behind`
}
