import { equalityGroups } from "@signalbox/env-file/equality"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { plainValues } from "@signalbox/env-file/plain-value"
import { shownKeys } from "./key-changes.ts"

/** Key → server id → letter: who has equal values, told without the values. */
export function equalityLetters(
  textByServer: ReadonlyMap<string, string>,
  secretKeys: readonly string[],
): Record<string, Record<string, string>> {
  const isShown = shownKeys([...textByServer.values()], secretKeys)
  const valuesByServer = new Map(
    [...textByServer].map(([serverId, text]) => [serverId, plainValues(pairsOf(parseEnvText(text)))]),
  )
  const keys = new Set([...valuesByServer.values()].flatMap((values) => [...values.keys()]).filter(isShown))
  const letters: [string, Record<string, string>][] = []
  for (const key of keys) {
    const values = new Map([...valuesByServer].map(([serverId, all]) => [serverId, all.get(key)]))
    letters.push([key, Object.fromEntries(equalityGroups(values))])
  }
  return Object.fromEntries(letters)
}
