// What is wrong with texts that somebody wants to save, gathered over all of them, so that one answer names everything.
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { isDeniedKey } from "@signalbox/env-file/policy-keys"
import { Problem } from "@signalbox/protocol/problem"
import type { TextFault } from "../kinds/kind.ts"

/** The base, or one server: its id and its name for people. */
export type Place = { id: string; name: string }
export const BASE: Place = { id: "base", name: "the base" }

export type PlacedFault = { place: Place; line: number; message: string }

/** More than this help nobody. */
const NAMED_MAX = 100

/**
 * Details are named `base:12` or `<server id>:12` after the line, with line 0 for a text as a whole. No message holds a value.
 * @throws Problem `invalid-env` when there is any fault
 */
export function refuseFaults(faults: readonly PlacedFault[]): void {
  const [first] = faults
  if (!first) return
  const details: Record<string, string> = {}
  for (const { place, line, message } of faults.slice(0, NAMED_MAX)) {
    const name = `${place.id}:${line}`
    details[name] = details[name] ? `${details[name]} ${message}` : message
  }
  const more = faults.length > 1 ? ` And ${faults.length - 1} more.` : ""
  throw new Problem("invalid-env", `In ${first.place.name}: ${first.message}${more}`, { details })
}

export function placed(place: Place, faults: readonly TextFault[]): PlacedFault[] {
  return faults.map(({ line, message }) => ({ place, line, message }))
}

/** Keys that a host policy refuses. Found here, the operator is told at the line and not by a server later. */
export function deniedKeyFaults(place: Place, text: string, deniedKeys: readonly string[]): PlacedFault[] {
  const denied = pairsOf(parseEnvText(text)).filter(({ key }) => isDeniedKey(key, deniedKeys))
  return denied.map(({ key, lineNumber: line }) => {
    const message = `${key} on line ${line} is refused by the host policy, since it would change what programs run.`
    return { place, line, message }
  })
}
