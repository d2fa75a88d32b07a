import type { RedisInstanceView } from "@signalbox/domain/redis/schema"
import Link from "next/link"
import type { ReactNode } from "react"
import { Age } from "../../design/age.tsx"
import { Status } from "../../design/lamp.tsx"
import { Card, Facts } from "../../design/page.tsx"
import { ServerName, VersionPlate } from "../../design/plate.tsx"
import { bytes, count } from "../../design/words.ts"
import { STATES } from "./instance-state.tsx"
import classes from "./redis.module.css"
import { uptime } from "./redis-words.ts"

type Fact = [string, ReactNode] | null
const known = (facts: Fact[]) => facts.filter((fact) => fact !== null)
const size = (value: number | null) => (value === null ? null : bytes(value).join(" "))

/** Facts and settings in words, and who looks at it. What the instance would not say is left out. */
export function InstanceFacts({ instance }: { instance: RedisInstanceView }) {
  const { facts, policy, watchers } = instance
  return (
    <>
      {facts ? (
        <Card title="Memory">
          <Facts rows={memoryOf(facts, instance.eviction)} />
        </Card>
      ) : null}
      {facts ? (
        <Card title="Persistence and settings">
          <Facts rows={[...persistenceOf(facts), ...settingsOf(instance)]} />
        </Card>
      ) : null}
      <Card title="Policy">
        {policy ? (
          <Facts
            rows={[
              [
                "Service",
                <Link key="service" href={`/redis/policies/${policy.serviceId}`}>
                  {policy.serviceName}
                </Link>,
              ],
              ["Applied", policy.number === null ? "not yet" : <VersionPlate key="version" number={policy.number} />],
              [
                "State",
                <Status key="state" lamp={policy.isDrifted ? "caution" : "clear"} quiet={!policy.isDrifted}>
                  {policy.isDrifted ? "drifted" : "as applied"}
                </Status>,
              ],
            ]}
          />
        ) : (
          <p className="dim">No policy of ours holds for it.</p>
        )}
      </Card>
      <Card title="Looked at by">
        {watchers.length === 0 ? <p className="dim">Nobody, at the moment.</p> : null}
        <ul className={classes["watchers"]}>
          {watchers.map(({ serverId, serverName, serverHue, state, asOf }) => (
            <li key={serverId}>
              <Link href={`/servers/${serverId}?tab=redis`}>
                <ServerName name={serverName} hue={serverHue} />
              </Link>
              <Status lamp={STATES[state]} quiet={state === "up"} size="s">
                {state}
              </Status>
              <span className="dim">
                <Age at={asOf} ago />
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </>
  )
}

type RedisFacts = NonNullable<RedisInstanceView["facts"]>

function memoryOf({ memory, uptimeSeconds, databases }: RedisFacts, eviction: string | null): [string, ReactNode][] {
  return known([
    ["Used", size(memory.usedBytes) ?? "not told"],
    ["Limit", memory.maxBytes === 0 ? "none" : (size(memory.maxBytes) ?? "not told")],
    memory.peakBytes === null ? null : ["Peak", size(memory.peakBytes)],
    memory.residentBytes === null ? null : ["Held by the system", size(memory.residentBytes)],
    memory.fragmentation === null ? null : ["Fragmentation", memory.fragmentation.toFixed(2)],
    memory.systemBytes === null ? null : ["Of the machine", size(memory.systemBytes)],
    eviction ? ["When full", <code key="when">{eviction}</code>] : null,
    uptimeSeconds === null ? null : ["Runs since", `${uptime(uptimeSeconds)} ago`],
    ["Keys", databases.map(({ index, keys }) => `db ${index}: ${keys.toLocaleString("en")}`).join(", ") || "none"],
  ])
}

function persistenceOf({ persistence, clients, configFile }: RedisFacts): [string, ReactNode][] {
  return known([
    persistence.lastSaveAt === null
      ? null
      : [
          "Last snapshot",
          <span key="saved">
            <Age at={persistence.lastSaveAt} ago />
            {persistence.lastSaveOk === false ? ", failed" : ""}
          </span>,
        ],
    persistence.changesSinceSave === null ? null : ["Changes since", persistence.changesSinceSave.toLocaleString("en")],
    persistence.appendOnly === null ? null : ["Append-only file", persistence.appendOnly ? "on" : "off"],
    clients.max === null ? null : ["Most clients", clients.max.toLocaleString("en")],
    clients.rejected ? ["Refused", count(clients.rejected, "connection")] : null,
    configFile ? ["Configured by", <code key="file">{configFile}</code>] : null,
  ])
}

function settingsOf({ settings }: RedisInstanceView): [string, ReactNode][] {
  if (!settings) return [["Settings", "our user may not read them"]]
  const { bind, isProtected, savesSnapshots, defaultUser, ownUser } = settings
  return known([
    bind === null ? null : ["Listens on", <code key="bind">{bind.join(" ") || "every address"}</code>],
    isProtected === null ? null : ["Protected mode", isProtected ? "on" : "off"],
    savesSnapshots === null ? null : ["Snapshots", savesSnapshots ? "by itself" : "only when asked"],
    defaultUser === null ? null : ["Default user", defaultUserWords(defaultUser)],
    ownUser === null ? null : ["We are", <code key="user">{ownUser}</code>],
  ])
}

function defaultUserWords({
  isOn,
  needsPassword,
  hasAllCommands,
}: NonNullable<NonNullable<RedisInstanceView["settings"]>["defaultUser"]>): string {
  if (!isOn) return "off"
  return `on, ${needsPassword ? "with a password" : "without a password"}, ${hasAllCommands ? "may run every command" : "limited"}`
}
