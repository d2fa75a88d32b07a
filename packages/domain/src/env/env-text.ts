import { mergeEnv } from "@signalbox/env-file/merge"

/** What a server gets: the base with its overrides laid over it. Either alone is taken as it is, to the last blank. */
export function effectiveText(base: string, overrides: string): string {
  return mergeEnv(base, overrides)
}
