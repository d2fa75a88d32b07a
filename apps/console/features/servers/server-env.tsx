"use client"
import { Button } from "@mantine/core"
import type { ServerView, ServiceStandingView } from "@signalbox/domain/servers/schema"
import { useMutation, useQuery } from "@tanstack/react-query"
import { Download, PencilLine } from "lucide-react"
import Link from "next/link"
import { Age } from "../../design/age.tsx"
import { KeyDiff } from "../../design/key-diff.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { Card, Facts, Note } from "../../design/page.tsx"
import { EmptyState, ErrorPanel, RowSkeleton } from "../../design/states.tsx"
import { tell, tellProblem } from "../../design/tell.ts"
import { count } from "../../design/words.ts"
import { useTRPC } from "../../trpc/client.tsx"
import { Standing } from "../fleet/standing.tsx"
import { useHasRole } from "../shell/me.tsx"
import { EnvHistory } from "./env-history.tsx"
import classes from "./server.module.css"

export function ServerEnv({ server }: { server: ServerView }) {
  if (server.services.length === 0)
    return (
      <Card>
        <EmptyState
          title="No service runs here yet"
          action={
            <Button component={Link} href={`/services/new?server=${server.id}`}>
              Describe a service on {server.name}
            </Button>
          }
        >
          An env file belongs to a service: describe the service, then import what is on this server as its version 1.
        </EmptyState>
      </Card>
    )
  return server.services.map((standing) => <ServiceEnv key={standing.serviceId} server={server} standing={standing} />)
}

type ServiceEnvProps = { server: ServerView; standing: ServiceStandingView }

function ServiceEnv({ server, standing }: ServiceEnvProps) {
  const isOperator = useHasRole("operator")
  return (
    <Card
      title={standing.serviceName}
      right={<Standing standing={standing} serverStatus={server.status} />}
      id={standing.serviceId}
      flush
    >
      <div style={{ padding: 14 }} className={classes["drift"]}>
        <Drift server={server} standing={standing} />
        <div className={classes["actions"]}>
          <Button
            component={Link}
            size="xs"
            href={`/services/${standing.serviceId}/env?server=${server.id}`}
            variant="default"
            leftSection={<PencilLine />}
          >
            {isOperator ? "Edit" : "Look at"} the env
          </Button>
          {isOperator ? <ImportButton server={server} standing={standing} /> : null}
        </div>
      </div>
      <EnvHistory serviceId={standing.serviceId} serverId={server.id} />
    </Card>
  )
}

/** Desired, on disk, and where they differ. */
function Drift({ server, standing }: ServiceEnvProps) {
  const trpc = useTRPC()
  const drift = useQuery(trpc.env.drift.queryOptions({ serviceId: standing.serviceId, serverId: server.id }))
  if (drift.error)
    return <ErrorPanel error={drift.error} what="The file could not be looked at." retry={drift.refetch} />
  if (!drift.data) return <RowSkeleton rows={2} height={28} />
  const { file, changes, isDrifted, appliedNumber, observedAt } = drift.data
  return (
    <>
      <Facts
        rows={[
          [
            "On disk",
            file
              ? file.state === "present"
                ? `${file.owner}:${file.group}, ${file.mode}`
                : file.state
              : "not looked at yet",
          ],
          ["Written", file?.mtime ? <Age key="written" at={file.mtime} ago /> : "not known"],
          ["Looked at", <Age key="observed" at={observedAt} ago />],
          ["Applied", appliedNumber === null ? "nothing by Signalbox yet" : `v${appliedNumber}`],
        ]}
      />
      {isDrifted ? (
        <Note tone="caution">
          <Lamp kind="caution" />
          <div>
            <strong>The file on the server is not what was applied.</strong>
            <div className="dim">
              {changes === null
                ? "The server could not be asked just now, so the keys that differ are not known."
                : `${count(changes.length, "key differs", "keys differ")}. Import keeps the edit as a new version; planning a change overwrites it.`}
            </div>
          </div>
        </Note>
      ) : null}
      {isDrifted && changes && changes.length > 0 ? (
        <KeyDiff changes={changes} before={`v${appliedNumber ?? "?"}, applied`} after="on disk now" />
      ) : null}
    </>
  )
}

function ImportButton({ server, standing }: ServiceEnvProps) {
  const trpc = useTRPC()
  const take = useMutation(
    trpc.env.import.mutationOptions({
      onSuccess: ({ number, keys }) =>
        tell(`${standing.serviceName} on ${server.name}: ${count(keys, "key")} imported as v${number}`),
      onError: tellProblem,
    }),
  )
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<Download />}
      loading={take.isPending}
      disabled={server.status !== "online"}
      title={server.status === "online" ? undefined : "The server must be online to be read."}
      onClick={() => take.mutate({ serviceId: standing.serviceId, serverId: server.id })}
    >
      Import what is on disk
    </Button>
  )
}
