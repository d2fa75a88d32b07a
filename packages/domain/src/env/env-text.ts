import { createHash } from "node:crypto"
import { mergeEnv } from "@signalbox/env-file/merge"

/** What a server gets: the base with its overrides laid over it. Either alone is taken as it is, to the last blank. */
export function effectiveText(base: string, overrides: string): string {
  return mergeEnv(base, overrides)
}

/** SHA-256 (hex) of the text as it is written to disk. */
export function hashText(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex")
}
