import type { EnvChange } from "@signalbox/protocol/change"
import { checksOf, checkTitle } from "@signalbox/protocol/check-title"

/** What will be held on each server, in words and in order. */
export function checkTitles(definition: Pick<EnvChange, "units" | "checks">, settleMs: number): string[] {
  const { settling, beside } = checksOf({ ...definition, settleMs })
  return [...settling, ...beside].map(checkTitle)
}
