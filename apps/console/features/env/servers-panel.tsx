"use client"
import { UnstyledButton } from "@mantine/core"
import type { EnvServerView } from "@signalbox/domain/env/schema"
import { Age } from "../../design/age.tsx"
import { Lamp, Status } from "../../design/lamp.tsx"
import { Card } from "../../design/page.tsx"
import { VersionPlate } from "../../design/plate.tsx"
import { useSearch } from "../../design/use-search.ts"
import { count } from "../../design/words.ts"
import type { EditTabProps } from "./edit-tab-props.ts"
import classes from "./env.module.css"

/** What each server would get; a row chooses the server for the rest of the page. */
export function ServersPanel(props: EditTabProps & { server: EnvServerView }) {
  const { env, server } = props
  const [, setSearch] = useSearch()
  return (
    <Card title="Servers" hint={props.editing.isDirty ? "result of this draft" : "against what runs"} flush>
      <ul className={classes["servers"]}>
        {env.servers.map((one) => (
          <li key={one.serverId}>
            <UnstyledButton
              className={classes["server"]}
              aria-current={one.serverId === server.serverId}
              onClick={() => setSearch({ server: one.serverId })}
            >
              <b>{one.serverName}</b>
              <span>
                <VersionPlate number={one.applied?.number ?? null} />
              </span>
              <Result {...props} one={one} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Result({ service, looked, one }: EditTabProps & { one: EnvServerView }) {
  const standing = service.servers.find((server) => server.serverId === one.serverId)
  const changes = looked.rows.get(one.serverId)?.changed.length ?? 0
  if (standing && standing.serverStatus !== "online")
    return (
      <Status lamp="danger" size="s">
        {standing.serverStatus}, <Age at={standing.observedAt} />
      </Status>
    )
  if (one.isDrifted)
    return (
      <Status lamp="caution" size="s">
        drifted
      </Status>
    )
  return (
    <span className={classes["changes"]} data-none={changes === 0 || undefined}>
      {changes > 0 ? count(changes, "key changes", "keys change") : "no change"}
      {looked.outcomes.get(one.serverId)?.some(({ state }) => state === "fail") ? (
        <span title="An assertion fails here">
          <Lamp kind="danger" size="s" />
          <span className="sr-only">an assertion fails</span>
        </span>
      ) : null}
    </span>
  )
}
