"use client"
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react"
import { createContext, type ReactNode, useContext } from "react"
import { Age } from "../../design/age.tsx"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf } from "../../design/lamp-of.ts"
import { bytes, count } from "../../design/words.ts"
import classes from "./map.module.css"
import type { MapNode } from "./map-group.ts"
import { socketsOf } from "./map-layout.ts"
import { addressOf, lampOfRedis, micros, titleOf, unitName } from "./redis-words.ts"

type Instance = NonNullable<Extract<MapNode, { kind: "redis" }>["instance"]>
type Of<Kind extends MapNode["kind"]> = NodeProps<Node<Extract<MapNode, { kind: Kind }>, Kind>>

type Choice = {
  instanceId: string | null
  unitId: string | null
  openInstance: (instanceId: string) => void
  openUnit: (unitId: string) => void
}

/** What is chosen on the map, and how to choose. */
export const MapChoice = createContext<Choice>({
  instanceId: null,
  unitId: null,
  openInstance: () => {},
  openUnit: () => {},
})

/** Lines hold on to what they join. */
function Held({ children }: { children: ReactNode }) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {children}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  )
}

const LABELS_MAX = 2

function ServerNode({ data: { server, isOld, headWidth, width, height } }: Of<"server">) {
  // The environment is what the filter is for; here stands what tells servers apart.
  const labels = Object.entries(server.labels).filter(([key]) => key !== "env")
  return (
    <div className={classes["group"]} style={{ width, height }}>
      <div className={classes["groupHead"]} style={{ maxWidth: headWidth }}>
        <Lamp kind={isOld && server.status === "online" ? "unknown" : lampOf.server(server.status)} size="s" />
        <b>{server.serverName}</b>
        <span className="dim">
          {isOld ? (
            <>
              {server.status === "online" ? "" : `${server.status}, `}
              {server.asOf ? (
                <>
                  as of <Age at={server.asOf} ago />
                </>
              ) : (
                "never looked at"
              )}
            </>
          ) : (
            labels
              .slice(0, LABELS_MAX)
              .map(([, value]) => value)
              .join(" · ")
          )}
        </span>
      </div>
      {server.units.length === 0 ? (
        <p className={classes["groupSays"]}>{server.fault ?? "No unit that we may look at uses a Redis."}</p>
      ) : null}
    </div>
  )
}

function UnitNode({ data: { id, unit, server, isOld, width } }: Of<"unit">) {
  const { unitId, openUnit } = useContext(MapChoice)
  const { right, wrong } = socketsOf(unit)
  const tone = wrong > 0 && !isOld ? "danger" : unit.missing.length > 0 && !isOld ? "caution" : undefined
  return (
    <Held>
      <button
        type="button"
        className={classes["unit"]}
        data-tone={tone}
        data-old={isOld || undefined}
        data-chosen={unitId === id || undefined}
        style={{ width }}
        aria-pressed={unitId === id}
        title={unit.unit}
        onClick={() => openUnit(id)}
      >
        <span className={classes["unitName"]}>{unitName(unit.unit)}</span>
        <span className="sr-only"> on {server.serverName}: </span>
        {tone === "caution" ? <Lamp kind="caution" size="s" /> : null}
        <span className={classes["sockets"]}>
          {unit.isReadable ? (
            <>
              {right}
              <span className="sr-only"> sockets as wanted</span>
              {wrong > 0 ? (
                <>
                  {" "}
                  + {wrong}
                  <span className="sr-only"> wrong</span>
                </>
              ) : null}
            </>
          ) : (
            "not readable"
          )}
        </span>
      </button>
    </Held>
  )
}

function RedisNode({ data }: Of<"redis">) {
  const { instanceId, openInstance } = useContext(MapChoice)
  const { instance, isLocal, width, height } = data
  if (!instance)
    return (
      <Held>
        <div className={classes["redis"]} data-unwatched style={{ width, height }}>
          <RedisTitle lamp="unknown" name={isLocal ? "local Redis" : "another Redis"} />
          <div className="mono dim">{data.name}</div>
          <div className="dim">nobody looks at it</div>
          {isLocal ? null : <RedisSockets sockets={data.sockets} wrong={data.wrong} />}
        </div>
      </Held>
    )
  const isOld = instance.state === "unknown"
  return (
    <Held>
      <button
        type="button"
        className={classes["redis"]}
        data-old={isOld || undefined}
        data-shared={!isLocal || undefined}
        data-chosen={instance.id === instanceId || undefined}
        aria-pressed={instance.id === instanceId}
        style={{ width, height }}
        onClick={() => openInstance(instance.id)}
      >
        <RedisTitle lamp={lampOfRedis(instance)} name={isLocal ? "local Redis" : ownerName(instance)} />
        <div className="mono dim">{addressOf(instance)}</div>
        <div className="dim">{instance.state === "up" ? figureWords(instance) : stateWords(instance)}</div>
        {isLocal ? null : <RedisSockets sockets={data.sockets} wrong={data.wrong} />}
      </button>
    </Held>
  )
}

function figureWords({ usedBytes, latency }: Instance): string {
  const p50 = micros(latency.p50Micros)
  const facts = [usedBytes === null ? null : bytes(usedBytes).join(" "), p50 ? `p50 ${p50}` : null]
  return facts.filter((fact) => fact !== null).join(", ") || "no figures yet"
}

const ownerName = (instance: Instance) => (instance.server ? `Redis of ${instance.server.name}` : titleOf(instance))

function stateWords({ state, asOf }: Instance): ReactNode {
  if (state !== "unknown") return state
  return asOf ? (
    <>
      last seen <Age at={asOf} ago />
    </>
  ) : (
    "never looked at"
  )
}

function RedisTitle({ lamp, name }: { lamp: Parameters<typeof Lamp>[0]["kind"]; name: string }) {
  return (
    <div className={classes["redisTitle"]}>
      <Lamp kind={lamp} size="s" />
      <b title={name}>{name}</b>
    </div>
  )
}

function RedisSockets({ sockets, wrong }: { sockets: number; wrong: number }) {
  return (
    <>
      <div className={classes["redisSockets"]}>{count(sockets, "socket")}</div>
      {wrong > 0 ? <div className={classes["bad"]}>{wrong} of them wrong</div> : null}
    </>
  )
}

function WrongNode({ data: { server, unit, text, width, isOld } }: Of<"wrong">) {
  const { openUnit } = useContext(MapChoice)
  return (
    // The unit itself is what the keyboard reaches; this is the same thing for the pointer.
    <button
      type="button"
      tabIndex={-1}
      aria-hidden="true"
      className={classes["wrong"]}
      data-old={isOld || undefined}
      style={{ width }}
      title={text}
      onClick={() => openUnit(`${server.serverId} ${unit.unit}`)}
    >
      <Lamp kind={isOld ? "unknown" : "danger"} size="s" />
      <span>{text}</span>
    </button>
  )
}

export const mapNodeTypes = { server: ServerNode, unit: UnitNode, redis: RedisNode, wrong: WrongNode }
