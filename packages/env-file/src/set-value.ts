import type { Dialect } from "./dialects.ts"
import { DIALECTS } from "./dialects.ts"
import { mergeEnv } from "./merge.ts"
import { writeValue } from "./write-value.ts"

/**
 * The text with this key set so that every one of these programs reads the value: in its place when the key is
 * there, else at the end. Undefined when the value cannot be written for all of them.
 */
export function setValue(
  text: string,
  { key, value }: { key: string; value: string },
  dialects: readonly Dialect[] = DIALECTS,
): string | undefined {
  const form = writeValue(value, dialects)
  return form === undefined ? undefined : mergeEnv(text, `${key}=${form}\n`)
}
