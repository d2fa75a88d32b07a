"use client"
import "@xyflow/react/dist/base.css"
import { useElementSize } from "@mantine/hooks"
import type { RedisInstanceRowView, TopologyServerView } from "@signalbox/domain/redis/schema"
import { type Edge, type EdgeProps, type Node, ReactFlow } from "@xyflow/react"
import { useMemo } from "react"
import { STILL_FLOW } from "../../design/still-flow.ts"
import classes from "./map.module.css"
import type { Look, MapLine, MapNode } from "./map-group.ts"
import { layOutMap } from "./map-layout.ts"
import { mapNodeTypes } from "./map-nodes.tsx"

type RedisMapProps = {
  servers: readonly TopologyServerView[]
  instances: readonly RedisInstanceRowView[]
  /** Servers whose sockets were looked at too long ago to say. */
  old: ReadonlySet<string>
}

/** Below this width the boxes would stand on each other; the list says the same. */
const WIDTH_MIN = 600

/** Units at the left, what they are connected to at the right, by the sockets that are really open. */
export function RedisMap({ servers, instances, old }: RedisMapProps) {
  const { ref, width } = useElementSize()
  const map = useMemo(() => {
    if (width < WIDTH_MIN) return null
    const { nodes, lines, height } = layOutMap({ servers, instances, old }, width)
    return { nodes: nodes.map(flowNode), edges: lines.map(flowEdge), height }
  }, [servers, instances, old, width])
  return (
    <div ref={ref} className={classes["map"]}>
      {map ? (
        <div style={{ height: map.height + 2 }}>
          <ReactFlow
            nodes={map.nodes}
            edges={map.edges}
            nodeTypes={mapNodeTypes}
            edgeTypes={edgeTypes}
            aria-label="Map of units and Redis"
            {...STILL_FLOW}
          />
        </div>
      ) : null}
    </div>
  )
}

const LAYERS: Record<MapNode["kind"], number> = { server: 0, unit: 3, redis: 3, wrong: 4 }

const flowNode = (node: MapNode): Node => ({
  id: node.id,
  type: node.kind,
  position: { x: node.x, y: node.y },
  width: node.width,
  height: node.height,
  data: node,
  zIndex: LAYERS[node.kind],
})

type SocketEdge = Edge<{ look: Look; path: string }, "sockets">

const flowEdge = ({ id, from, to, look, path }: MapLine): SocketEdge => ({
  id,
  type: "sockets",
  source: from,
  target: to,
  data: { look, path },
  // The wrong ones are drawn last.
  zIndex: look === "wrong" ? 2 : 1,
})

function SocketsEdge({ data }: EdgeProps<SocketEdge>) {
  return data ? <path className={classes["line"]} data-look={data.look} d={data.path} /> : null
}

const edgeTypes = { sockets: SocketsEdge }
