import type { ServerRowView } from "@signalbox/domain/servers/schema"
import { Meter } from "../../design/meter.tsx"
import { bytes } from "../../design/words.ts"

type VitalProps = { server: ServerRowView; of: "cpu" | "memory" | "disk" }

const WORDS = { cpu: "CPU", memory: "Mem", disk: "Disk" }

export function Vital({ server, of }: VitalProps) {
  const { vitals } = server
  if (!vitals) return <span className="dim">–</span>
  const isOld = server.status !== "online"
  if (of === "memory") {
    const [figure, unit] = bytes(vitals.memoryUsedBytes)
    return <Meter word={WORDS.memory} fraction={vitals.memory} figure={figure} unit={unit} isOld={isOld} />
  }
  const fraction = vitals[of]
  return (
    <Meter word={WORDS[of]} fraction={fraction} figure={String(Math.round(fraction * 100))} unit="%" isOld={isOld} />
  )
}
