import { Tooltip } from "@mantine/core"
import type { ServerRowView } from "@signalbox/domain/servers/schema"
import { Status } from "../../design/lamp.tsx"

export function UnitsFigure({ server }: { server: ServerRowView }) {
  const { active, total, failed } = server.units
  const words = total === 0 ? "none" : `${active} of ${total}`
  if (failed.length > 0)
    return (
      <Tooltip label={`failed: ${failed.join(", ")}`}>
        <span>
          <Status lamp="danger" size="s">
            {words}
          </Status>
        </span>
      </Tooltip>
    )
  return <span className="nowrap">{words}</span>
}
