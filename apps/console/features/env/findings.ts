// What is wrong or doubtful in a text while it is being written. The server has the last word when it is saved.
import { type Disagreement, findDisagreements } from "@signalbox/env-file/disagreements"
import { maskValue } from "@signalbox/env-file/mask"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { isDeniedKey } from "@signalbox/env-file/policy-keys"
import { unmaskEnvText } from "@signalbox/env-file/unmask"
import { validateEnvText } from "@signalbox/env-file/validate"
import type { DialectName } from "@signalbox/protocol/dialects"

export type Fault = { line: number; message: string }
export type Findings = { faults: Fault[]; disagreements: Disagreement[] }

type Text = { text: string; original: string; secretKeys: readonly string[]; dialects: readonly DialectName[] }

/**
 * Faults refuse the save; disagreements only warn. `text` and `original` are masked: dots that stand where the original
 * has them are no fault.
 */
export function findingsOf({ text, original, secretKeys, dialects }: Text, deniedKeys: readonly string[]): Findings {
  const disagreements = dialects.length > 1 ? findDisagreements(text, dialects) : []
  return {
    faults: [
      ...unmaskEnvText(text, original, secretKeys).faults,
      ...validateEnvText(text, dialects).filter(({ code }) => code !== "mask-left-in"),
      ...deniedFaults(text, deniedKeys),
    ].map(({ line, message }) => ({ line, message })),
    disagreements: disagreements.filter(({ code }) => code !== "file-refused"),
  }
}

function deniedFaults(text: string, deniedKeys: readonly string[]): Fault[] {
  return pairsOf(parseEnvText(text))
    .filter(({ key }) => isDeniedKey(key, deniedKeys))
    .map(({ key, lineNumber: line }) => ({
      line,
      message: `${key} is refused by the host policy, since it would change what programs run.`,
    }))
}

/** Faults that the server named, as `place:line`, sorted by place. */
export function placedFaults(details: Readonly<Record<string, string>> | undefined): Map<string, Fault[]> {
  const placed = new Map<string, Fault[]>()
  for (const [name, message] of Object.entries(details ?? {})) {
    const [, place, line] = /^(.+):(\d+)$/.exec(name) ?? []
    if (place === undefined) continue
    placed.set(place, [...(placed.get(place) ?? []), { line: Number(line), message }])
  }
  return placed
}

/** One program's reading, masked, with the part that not every program reads. */
export type ShownReading = { dialect: string; same: string; differs: string }

export function shownReadings({ key = "", readings }: Disagreement, secretKeys: readonly string[]): ShownReading[] {
  const values = readings.map(({ value }) => value ?? "")
  const [first = "", ...others] = values
  let same = 0
  while (same < first.length && others.every((value) => value[same] === first[same])) same++
  return readings.map(({ dialect, value }) => {
    if (value === undefined) return { dialect, same: "", differs: "sets nothing" }
    const shown = maskValue(key, value, secretKeys)
    return shown === value
      ? { dialect, same: value.slice(0, same), differs: value.slice(same) }
      : { dialect, same: "", differs: shown }
  })
}
