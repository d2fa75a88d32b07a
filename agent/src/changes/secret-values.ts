import { DIALECTS, readEnv } from "@signalbox/env-file/dialects"
import { isSecretKey } from "@signalbox/env-file/secret-keys"

/** Values of keys whose names say that they are secret, as any program would read them; the longest first. */
export function secretValues(texts: readonly (string | undefined)[]): string[] {
  const values = new Set<string>()
  for (const text of texts) {
    if (text === undefined) continue
    for (const dialect of DIALECTS) {
      for (const [key, value] of readEnv(text, dialect).values) if (isSecretKey(key)) values.add(value)
    }
  }
  return [...values].sort((a, b) => b.length - a.length)
}
