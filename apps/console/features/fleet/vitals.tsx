import type { ServerRowView } from "@signalbox/domain/servers/schema"
import { Meter } from "../../design/meter.tsx"
import { bytes } from "../../design/words.ts"

type VitalProps = {
  server: ServerRowView
  of: "cpu" | "memory" | "disk"
  /** A heading beside it says what it is. */
  isHeaded?: boolean
}

const WORDS = { cpu: "CPU", memory: "Mem", disk: "Disk" }

export function Vital({ server, of, isHeaded = false }: VitalProps) {
  const { vitals } = server
  if (!vitals) return <span className="dim">–</span>
  const isOld = server.status !== "online"
  const word = isHeaded ? null : WORDS[of]
  if (of === "memory") {
    const [figure, unit] = bytes(vitals.memoryUsedBytes)
    return <Meter word={word} fraction={vitals.memory} figure={figure} unit={unit} isOld={isOld} />
  }
  const fraction = vitals[of]
  return <Meter word={word} fraction={fraction} figure={String(Math.round(fraction * 100))} unit="%" isOld={isOld} />
}
