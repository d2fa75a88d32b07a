"use client"
import "@xyflow/react/dist/base.css"
import { useElementSize } from "@mantine/hooks"
import type { RolloutView } from "@signalbox/domain/rollouts/schema"
import { type Edge, type EdgeProps, type Node, ReactFlow } from "@xyflow/react"
import { useMemo } from "react"
import { STILL_FLOW } from "../../design/still-flow.ts"
import { type Batch, batchWords, versionRange } from "./rollout-batches.ts"
import classes from "./track.module.css"
import { type Look, layOutTrack, SECTION_WIDTH, type TrackLine, type TrackNode } from "./track-layout.ts"
import { trackNodeTypes } from "./track-nodes.tsx"
import { sectionsOf, statusCounts } from "./track-sections.ts"

type TrackProps = { rollout: RolloutView; batches: Batch[]; open: (serverId: string) => void }

/** Below this width the lamps would stand on each other; the rail beside the list says the same. */
const WIDTH_MIN = 640

/** The way from the old version to the new: batches are sections, servers roads beside each other, gates signals. */
export function Track({ rollout, batches, open }: TrackProps) {
  const { ref, width } = useElementSize()
  const track = useMemo(() => {
    if (width < WIDTH_MIN || batches.length === 0) return null
    const sections = sectionsOf(batches, Math.max(1, rollout.currentBatch), Math.floor(width / SECTION_WIDTH))
    const moved = rollout.targets.filter((target) => target.batch > 0)
    const ends = {
      from: versionRange(moved.map((target) => target.fromNumber)),
      to: versionRange(moved.map((target) => target.toNumber)),
    }
    const { nodes, lines, height } = layOutTrack(sections, ends, width)
    return { nodes: nodes.map(flowNode), edges: lines.map(flowEdge), height }
  }, [rollout.targets, rollout.currentBatch, batches, width])

  return (
    <div className={`${classes["track"]} no-phone`}>
      <div ref={ref}>
        {track ? (
          <div
            role="img"
            aria-label={spoken(batches)}
            className={classes["drawing"]}
            style={{ height: track.height + 10 }}
          >
            <ReactFlow
              nodes={track.nodes}
              edges={track.edges}
              nodeTypes={trackNodeTypes}
              edgeTypes={edgeTypes}
              onNodeClick={(_event, node) => {
                const serverId = serverOf(node.data)
                if (serverId) open(serverId)
              }}
              {...STILL_FLOW}
            />
          </div>
        ) : null}
      </div>
    </div>
  )
}

const SIZES: Partial<Record<TrackNode["kind"], { width: number; height: number }>> = {
  joint: { width: 1, height: 1 },
}

function flowNode(node: TrackNode): Node {
  const isLabel = node.kind === "label" && !node.isCentred
  return {
    id: node.id,
    type: node.kind,
    position: { x: node.x, y: node.y },
    origin: isLabel ? [0, 0.5] : [0.5, 0.5],
    data: node,
    ...SIZES[node.kind],
    zIndex: node.kind === "lamp" ? 3 : 1,
  }
}

const flowEdge = ({ id, from, to, look, path }: TrackLine): TrackEdge => ({
  id,
  type: "line",
  source: from,
  target: to,
  data: { look, path },
})

type TrackEdge = Edge<{ look: Look; path: string }, "line">

function LineEdge({ data }: EdgeProps<TrackEdge>) {
  return data ? <path className={classes["line"]} data-look={data.look} d={data.path} /> : null
}

const edgeTypes = { line: LineEdge }

function serverOf(data: Record<string, unknown>): string | null {
  if (typeof data["serverId"] === "string") return data["serverId"]
  const road = data["road"]
  return road && typeof road === "object" && "serverId" in road && typeof road.serverId === "string"
    ? road.serverId
    : null
}

const spoken = (batches: Batch[]) =>
  `Track of the rollout. ${batches
    .map((batch) => `Batch ${batch.number}, ${batchWords(batch)}: ${statusCounts(batch.targets)}`)
    .join("; ")}.`
