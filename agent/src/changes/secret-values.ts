import { secretsIn } from "@signalbox/env-file/secrets-in"

/** The secrets of these env texts, as any program would read them; the longest first. */
export function secretValues(texts: readonly (string | undefined)[]): string[] {
  const values = new Set(texts.flatMap((text) => [...secretsIn(text ?? "")]))
  return [...values].sort((a, b) => b.length - a.length)
}
