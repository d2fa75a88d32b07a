// Evidence is what programs wrote, and programs write their secrets into logs. The agent masks before it sends; this masks again with what
// the control plane knows of the old and the new env, before anything is stored or shown.
import { SECRET_MASK } from "@signalbox/env-file/mask-places"
import { pairsOf, parseEnvText } from "@signalbox/env-file/parse"
import { plainValues } from "@signalbox/env-file/plain-value"
import { isSecretKey } from "@signalbox/env-file/secret-keys"
import { urlSecretSpans } from "@signalbox/env-file/url-secrets"
import type { EvidenceView } from "./schema.ts"

/** Shorter ones are words and numbers that stand in every log. */
const SECRET_CHARS_MIN = 6

export type MaskText = (text: string) => string

/** Hides each secret of these env texts wherever it stands, also as JSON or a URL would spell it. */
export function secretMask(envTexts: readonly string[], secretKeys: readonly string[]): MaskText {
  const secrets = new Set<string>()
  for (const text of envTexts) {
    for (const [key, value] of plainValues(pairsOf(parseEnvText(text)))) {
      if (isSecretKey(key, secretKeys)) secrets.add(value)
      for (const { start, end } of urlSecretSpans(value)) secrets.add(value.slice(start, end))
    }
  }
  const spellings = [...secrets]
    .filter((secret) => secret.length >= SECRET_CHARS_MIN)
    .flatMap((secret) => [secret, encodeURIComponent(secret), decoded(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((spelling) => spelling.length >= SECRET_CHARS_MIN)
  // Longest first: a secret that holds another must not leave its rest behind.
  const ordered = [...new Set(spellings)].sort((a, b) => b.length - a.length)
  return (text) => ordered.reduce((masked, spelling) => masked.replaceAll(spelling, SECRET_MASK), text)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export function maskEvidence(evidence: EvidenceView, mask: MaskText): EvidenceView {
  const maskCheck = (check: EvidenceView["checks"][number]) => ({
    ...check,
    title: mask(check.title),
    expected: mask(check.expected),
    seen: mask(check.seen),
  })
  return {
    checks: evidence.checks.map(maskCheck),
    rollbackChecks: evidence.rollbackChecks.map(maskCheck),
    journal: evidence.journal.map((line) => ({ ...line, text: mask(line.text) })),
    timing: evidence.timing,
  }
}
