"use client"
import { Collapse, UnstyledButton } from "@mantine/core"
import type { EnvDriftView, EnvView } from "@signalbox/domain/env/schema"
import type { ServiceOnServerView, ServiceView } from "@signalbox/domain/services/schema"
import { useQuery } from "@tanstack/react-query"
import { ChevronDown, ChevronUp } from "lucide-react"
import { useState } from "react"
import { Age } from "../../design/age.tsx"
import { KeyDiff } from "../../design/key-diff.tsx"
import { Status } from "../../design/lamp.tsx"
import { Card, Facts } from "../../design/page.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import classes from "./env.module.css"
import { ImportButton } from "./import-button.tsx"

type DriftTabProps = { service: ServiceView; env: EnvView }

/** Per server: the file that was seen, against the version that was applied. */
export function DriftTab({ service, env }: DriftTabProps) {
  const drifted = env.servers.filter((server) => server.isDrifted).length
  return (
    <Card
      title="Drift"
      hint={drifted === 0 ? "every file that was seen is as applied" : `${count(drifted, "file")} changed by hand`}
      flush
    >
      {service.servers.length === 0 ? (
        <EmptyState title="This service runs nowhere yet">
          Once it has servers, their files are watched here.
        </EmptyState>
      ) : (
        <ul className={classes["rows"]}>
          {service.servers.map((standing) => (
            <DriftRow
              key={standing.serverId}
              service={service}
              standing={standing}
              isDrifted={env.servers.find((one) => one.serverId === standing.serverId)?.isDrifted ?? false}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}

type DriftRowProps = { service: ServiceView; standing: ServiceOnServerView; isDrifted: boolean }

function DriftRow({ service, standing, isDrifted }: DriftRowProps) {
  // What wants something done lies open: a file that changed, and one that was never imported.
  const [isOpen, setOpen] = useState(isDrifted || standing.appliedNumber === null)
  return (
    <li>
      <UnstyledButton className={classes["rowHead"]} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <b>{standing.serverName}</b>
        <VersionPlate number={standing.appliedNumber} />
        <DriftWord standing={standing} isDrifted={isDrifted} />
        <span className={classes["rowWhen"]}>
          seen <Age at={standing.observedAt} ago />
        </span>
        {isOpen ? (
          <ChevronUp className="icon" aria-hidden="true" />
        ) : (
          <ChevronDown className="icon" aria-hidden="true" />
        )}
      </UnstyledButton>
      <Collapse expanded={isOpen}>{isOpen ? <DriftBody service={service} standing={standing} /> : null}</Collapse>
    </li>
  )
}

function DriftWord({ standing, isDrifted }: { standing: ServiceOnServerView; isDrifted: boolean }) {
  if (isDrifted)
    return (
      <Status lamp="caution" size="s">
        drifted
      </Status>
    )
  if (standing.serverStatus !== "online")
    return (
      <Status lamp="unknown" size="s">
        {standing.serverStatus}
      </Status>
    )
  if (standing.appliedNumber === null)
    return (
      <Status lamp="pending" size="s">
        nothing applied
      </Status>
    )
  return (
    <Status lamp="clear" size="s" quiet>
      as applied
    </Status>
  )
}

function DriftBody({ service, standing }: { service: ServiceView; standing: ServiceOnServerView }) {
  const trpc = useTRPC()
  const drift = useQuery(trpc.env.drift.queryOptions({ serviceId: service.id, serverId: standing.serverId }))
  if (drift.error)
    return <ErrorPanel error={drift.error} what="The file could not be looked at." retry={drift.refetch} />
  if (!drift.data) return <RowSkeleton rows={3} height={26} />
  const { file, isDrifted, appliedNumber } = drift.data
  return (
    <div className={classes["rowBody"]}>
      <FileFacts drift={drift.data} />
      <Difference drift={drift.data} />
      {service.may.edit && file?.state === "present" && (isDrifted || appliedNumber === null) ? (
        <div className={classes["rowActions"]}>
          <ImportButton serviceId={service.id} server={standing} />
          <span className="dim">Keeps what is on disk as a new version. Planning a change writes over it.</span>
        </div>
      ) : null}
    </div>
  )
}

function FileFacts({ drift: { file, observedAt, appliedNumber } }: { drift: EnvDriftView }) {
  const onDisk = file?.state === "present" ? `${file.owner}:${file.group}, ${file.mode}` : file?.state
  return (
    <Facts
      rows={[
        ["On disk", onDisk ?? "not seen yet"],
        ["Written", file?.mtime ? <Age key="written" at={file.mtime} ago /> : "not known"],
        ["Looked at", <Age key="seen" at={observedAt} ago />],
        ["Applied", appliedNumber === null ? "nothing by Signalbox yet" : `v${appliedNumber}`],
      ]}
    />
  )
}

function Difference({ drift: { changes, isDrifted, appliedNumber } }: { drift: EnvDriftView }) {
  if (changes === null)
    return <p className="dim">The server is offline, so the keys that differ cannot be named now.</p>
  if (changes.length > 0) {
    const before = appliedNumber === null ? "nothing" : `v${appliedNumber}, applied`
    return <KeyDiff changes={changes} before={before} after="on disk now" />
  }
  return isDrifted ? <p className="dim">No key differs: comments, order, owner or mode do.</p> : null
}
