import type { EnvChange } from "@signalbox/protocol/change"
import { checksOf, checkTitle } from "@signalbox/protocol/check-title"

/** What will be held on each server that gets an env file, in words and in order. */
export function checkTitles(definition: Pick<EnvChange, "units" | "checks" | "settleMs">): string[] {
  const { settling, beside } = checksOf(definition)
  return [...settling, ...beside].map(checkTitle)
}
