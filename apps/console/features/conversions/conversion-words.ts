import type {
  ConversionPhase,
  ConversionStatus,
  ConversionStepView,
  HybridMeasureView,
} from "@signalbox/domain/conversions/schema"
import type { LampKind } from "../../design/lamp-sprite.tsx"
import { bytes } from "../../design/words.ts"

const STATUS: Record<ConversionStatus, LampKind> = {
  running: "verifying",
  paused: "pending",
  held: "caution",
  finished: "clear",
  stopped: "revoked",
  "taken-back": "rolled-back",
}
export const conversionLamp = (status: ConversionStatus): LampKind => STATUS[status]
export const statusWord = (status: ConversionStatus): string => (status === "taken-back" ? "taken back" : status)

const STEP: Record<ConversionStepView["state"], LampKind> = {
  waiting: "pending",
  running: "verifying",
  done: "clear",
  failed: "danger",
}
export const stepLamp = (step: ConversionStepView): LampKind =>
  step.isBack && step.state === "done" ? "rolled-back" : STEP[step.state]

const PHASE: Record<ConversionPhase, string> = {
  before: "Measure before",
  forth: "Convert",
  after: "Measure after",
  back: "Take back",
  done: "Done",
}
export const phaseWord = (phase: ConversionPhase): string => PHASE[phase]

/** A figure with its unit: "3.8 ms", "49.0 MiB". */
export function figure(value: number, unit: HybridMeasureView["unit"]): string {
  if (unit === "bytes" || unit === "bytes/s") {
    const [size, word] = bytes(value)
    return `${size} ${word}${unit === "bytes/s" ? "/s" : ""}`
  }
  const round = value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })
  return unit === "ms" ? `${round} ms` : unit === "per hour" ? `${round} per hour` : round
}
