import { DIALECTS, readEnv } from "./dialects.ts"
import { pairsOf, parseEnvText } from "./parse.ts"
import { plainValues } from "./plain-value.ts"
import { isSecretKey, isSecretValue } from "./secret-keys.ts"
import { urlSecretSpans } from "./url-secrets.ts"

/**
 * Every secret of an env text, as any program may have read it and may print it: for hiding them elsewhere, such as in its log. A log
 * has no value of several lines, only its lines, so each of those is a secret too. `extra`: see `isSecretKey`.
 */
export function secretsIn(text: string, extra: readonly string[] = []): Set<string> {
  const secrets = new Set<string>()
  const readings = [
    plainValues(pairsOf(parseEnvText(text))),
    ...DIALECTS.map((dialect) => readEnv(text, dialect).values),
  ]
  for (const [key, value] of readings.flatMap((values) => [...values])) {
    if (isSecretKey(key, extra) || isSecretValue(value)) for (const piece of piecesOf(value)) secrets.add(piece)
    for (const { start, end } of urlSecretSpans(value)) secrets.add(value.slice(start, end))
  }
  secrets.delete("")
  return secrets
}

/** The value and its lines, also where `\n` is written for their ends. */
function piecesOf(value: string): string[] {
  return [value, ...value.split(/\r\n|\r|\n|\\n|\\r/).map((line) => line.trim())]
}

/** Hides what is left at a text's end of a secret within which the text was cut. `charsMin`: less of one is no secret. */
export function hideCutSecret(
  text: string,
  secrets: readonly string[],
  { mask, charsMin }: { mask: string; charsMin: number },
): string {
  const last = text.at(-1)
  for (const secret of secrets) {
    for (let length = Math.min(secret.length - 1, text.length); length >= charsMin; length--) {
      if (secret[length - 1] !== last || !text.endsWith(secret.slice(0, length))) continue
      return text.slice(0, -length) + mask
    }
  }
  return text
}
