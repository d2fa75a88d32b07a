"use client"
import { Button, Checkbox, Collapse, TextInput } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import type { ServiceOnServerView, ServiceView } from "@signalbox/domain/services/schema"
import { ChevronDown, ChevronUp, Search } from "lucide-react"
import { useState } from "react"
import { Card } from "../../design/page.tsx"
import { ServerName, Tag, VersionPlate } from "../../design/plate.tsx"
import { count, namesOf } from "../../design/words.ts"
import { StandingMark } from "../fleet/standing.tsx"
import classes from "./plan.module.css"
import { behind, type WantedServer } from "./plan-search.ts"

type ChooseServersProps = {
  service: ServiceView
  wanted: WantedServer[]
  choose: (servers: WantedServer[]) => void
  /** Nobody chose: these are the servers that are behind. */
  isDefault: boolean
}

/** Above this many, a filter stands over the list. */
const FILTER_FROM = 8

/** Which servers it goes to. */
export function ChooseServers({ service, wanted, choose, isDefault }: ChooseServersProps) {
  const [isOpen, list] = useDisclosure(false)
  const [text, setText] = useState("")
  const chosen = new Map(wanted.map((one) => [one.serverId, one]))
  const ready = service.servers.filter((server) => server.latestNumber !== null)
  const shown = service.servers.filter((server) => matches(server, text.trim().toLowerCase()))
  const names = service.servers.filter((server) => chosen.has(server.serverId)).map((server) => server.serverName)
  const Arrow = isOpen ? ChevronUp : ChevronDown
  const toggle = (serverId: string) =>
    choose(chosen.has(serverId) ? wanted.filter((one) => one.serverId !== serverId) : [...wanted, { serverId }])
  return (
    <Card
      title="Servers"
      hint={`${names.length === 0 ? "none chosen" : namesOf(names)}${isDefault && names.length > 0 ? ", those that are behind" : ""}`}
      right={
        <Button variant="subtle" size="xs" rightSection={<Arrow />} aria-expanded={isOpen} onClick={list.toggle}>
          Choose
        </Button>
      }
      flush
    >
      <Collapse expanded={isOpen}>
        <div className={classes["chooser"]}>
          {service.servers.length > FILTER_FROM ? (
            <TextInput
              size="xs"
              aria-label="Filter servers"
              placeholder="Filter servers"
              leftSection={<Search className="icon" />}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          ) : null}
          <Button variant="default" size="xs" onClick={() => choose(behind(service.servers))}>
            Those behind ({behind(service.servers).length})
          </Button>
          <Button variant="default" size="xs" onClick={() => choose(ready.map(({ serverId }) => ({ serverId })))}>
            All ({ready.length})
          </Button>
          <span className="dim">{count(wanted.length, "server")} chosen</span>
        </div>
        <ul className={classes["servers"]}>
          {shown.map((server) => (
            <li key={server.serverId}>
              <Checkbox
                checked={chosen.has(server.serverId)}
                disabled={server.latestNumber === null}
                onChange={() => toggle(server.serverId)}
                label={<ServerName name={server.serverName} hue={server.serverHue} />}
              />
              <span className={classes["labels"]}>
                {Object.entries(server.labels).map(([key, value]) => (
                  <Tag key={key}>{value}</Tag>
                ))}
              </span>
              <StandingMark standing={server} serverStatus={server.serverStatus} />
              <span className={classes["versions"]}>
                <VersionPlate number={server.appliedNumber} /> →{" "}
                <VersionPlate number={chosen.get(server.serverId)?.number ?? server.latestNumber} />
              </span>
            </li>
          ))}
        </ul>
      </Collapse>
    </Card>
  )
}

function matches({ serverName, labels }: ServiceOnServerView, text: string): boolean {
  return text === "" || [serverName, ...Object.values(labels)].some((word) => word.toLowerCase().includes(text))
}
