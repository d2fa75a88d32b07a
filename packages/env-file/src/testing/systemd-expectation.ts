import { readSystemd } from "../dialects/systemd.ts"
import type { CorpusEntry } from "./corpus.ts"

/**
 * Which keys a real unit got otherwise than modelled; empty when all is as it should be. The unit has
 * `EnvironmentFile=` with the entry's text and prints its environment with `env -0`; `environment` is that output, or
 * undefined when systemd refused to start it because of the file.
 */
export function systemdMismatches(
  entry: CorpusEntry,
  { version, environment }: { version: number; environment: string | undefined },
): string[] {
  const { values, faults } = readSystemd(entry.text, { continuesComments: version < 254 })
  const isRefused = faults.some((fault) => fault.code === "file-refused")
  if (isRefused || environment === undefined) return isRefused === (environment === undefined) ? [] : ["(whole file)"]
  const real = new Map(
    environment.split("\0").map((pair) => [pair.split("=", 1)[0] ?? "", pair.slice(pair.indexOf("=") + 1)]),
  )
  const wrong = [...values].filter(([key, value]) => real.get(key) !== value).map(([key]) => key)
  const extra = [...real.keys()].filter((key) => key !== "" && !values.has(key) && !isOwnVariable(key))
  return [...wrong, ...extra]
}

/** What systemd puts into every service's environment by itself. */
function isOwnVariable(key: string): boolean {
  return /^(PATH|LANG|HOME|USER|LOGNAME|SHELL|INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_.*|MEMORY_PRESSURE_.*|_|PWD|SHLVL)$/.test(
    key,
  )
}
