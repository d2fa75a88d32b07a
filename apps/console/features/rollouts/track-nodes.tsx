"use client"
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react"
import type { ReactNode } from "react"
import { useNow } from "../../design/clock.ts"
import { Lamp } from "../../design/lamp.tsx"
import { lampOf, toneOf } from "../../design/lamp-of.ts"
import { span } from "../../design/words.ts"
import { type Gate, gateLamp } from "./rollout-batches.ts"
import classes from "./track.module.css"
import type { TrackNode } from "./track-layout.ts"

type Of<Kind extends TrackNode["kind"]> = NodeProps<Node<Extract<TrackNode, { kind: Kind }>, Kind>>

/** Lines hold on to the middle of what they join. */
function Held({ children }: { children: ReactNode }) {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {children}
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </>
  )
}

function JointNode() {
  return (
    <Held>
      <div className={classes["joint"]} />
    </Held>
  )
}

function PlateNode({ data }: Of<"plate">) {
  return <div className={classes["plate"]}>{data.text}</div>
}

const HOLLOW: readonly string[] = ["applying", "verifying", "stuck"]

function LampNode({ data }: Of<"lamp">) {
  return (
    <div
      className={classes["lamp"]}
      data-opens={data.serverId ?? undefined}
      data-hollow={HOLLOW.includes(data.status) || undefined}
    >
      <Lamp kind={lampOf.change(data.status)} size="l" />
    </div>
  )
}

function StopNode() {
  return <div className={classes["stop"]} />
}

function TitleNode({ data }: Of<"title">) {
  return (
    <div className={classes["title"]} style={{ width: data.width }}>
      {data.text}
    </div>
  )
}

function PhaseNode({ data }: Of<"phase">) {
  return <div className={classes["phase"]}>{data.text}</div>
}

function GateNode({ data }: Of<"gate">) {
  return (
    <div className={classes["gate"]}>
      <div className={classes["signal"]}>
        <Lamp kind={gateLamp(data.gate)} size="s" />
      </div>
      <div className={classes["gateText"]}>
        <b>{data.name}</b>
        <GateSays gate={data.gate} />
      </div>
    </div>
  )
}

const GATE_SAYS = {
  passed: "passed",
  open: "open",
  held: "held",
  paused: "paused",
  closed: "closed",
  shut: "not passed",
}

function GateSays({ gate }: { gate: Gate }) {
  const now = useNow()
  if (gate.state !== "soaking") return GATE_SAYS[gate.state]
  return gate.at && gate.at > now ? `soaks, ${span(gate.at - now)}` : "soaked"
}

function LabelNode({ data }: Of<"label">) {
  const { road, isCentred, width } = data
  const tone = toneOf(lampOf.change(road.status))
  return (
    <div className={classes["label"]} data-centred={isCentred || undefined} style={{ width }}>
      <div className={classes["above"]}>
        <span className={classes["name"]} title={road.name}>
          {road.name}
        </span>
        {isCentred ? null : (
          <span className={classes["says"]} data-tone={tone}>
            {road.says}
          </span>
        )}
      </div>
      {isCentred ? (
        <div className={classes["below"]} data-tone={tone}>
          {road.says}
        </div>
      ) : null}
    </div>
  )
}

export const trackNodeTypes = {
  joint: JointNode,
  plate: PlateNode,
  lamp: LampNode,
  stop: StopNode,
  title: TitleNode,
  phase: PhaseNode,
  gate: GateNode,
  label: LabelNode,
}
