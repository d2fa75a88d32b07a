"use client"
import { Button } from "@mantine/core"
import type { EnvView } from "@signalbox/domain/env/schema"
import type { ServiceView } from "@signalbox/domain/services/schema"
import { FileInput, Layers } from "lucide-react"
import Link from "next/link"
import { Card } from "../../design/page.tsx"
import { EmptyState } from "../../design/states.tsx"
import { ImportButton } from "./import-button.tsx"

/** So many servers can be named; the others can be imported from their own page or under Drift. */
const NAMED_MAX = 6

type FirstUseProps = { service: ServiceView; env: EnvView; write: () => void }

/** Nothing was written or imported yet: the next step is what lies on a server already. */
export function FirstUse({ service, env, write }: FirstUseProps) {
  if (env.servers.length === 0)
    return (
      <Card>
        <EmptyState
          icon={<Layers />}
          title="This service runs nowhere yet"
          action={
            <Button component={Link} href={`/services/${service.id}`}>
              Assign servers
            </Button>
          }
        >
          An env belongs to the servers of a service. Assign the first, and its file can be imported.
        </EmptyState>
      </Card>
    )
  const online = service.servers.filter((server) => server.serverStatus === "online")
  return (
    <Card>
      <EmptyState
        icon={<FileInput />}
        title="No env yet"
        action={
          <>
            {service.may.edit
              ? online
                  .slice(0, NAMED_MAX)
                  .map((server, at) => (
                    <ImportButton key={server.serverId} serviceId={service.id} server={server} isFirst={at === 0} />
                  ))
              : null}
            <Button variant="subtle" onClick={write}>
              {service.may.edit ? "Write it here" : "Show the empty texts"}
            </Button>
          </>
        }
      >
        Import what is on a server: its <span className="mono">{service.envPath}</span> becomes version 1, with its
        owner and mode, and nothing on the server changes.
        {online.length === 0 ? " No server of this service is online now." : ""}
      </EmptyState>
    </Card>
  )
}
