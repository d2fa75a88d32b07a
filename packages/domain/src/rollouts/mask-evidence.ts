// Evidence is what programs wrote, and programs write their secrets into logs. The agent masks before it sends; this masks again with what
// the control plane knows of the old and the new env, before anything is stored or shown.
import { SECRET_MASK } from "@signalbox/env-file/mask-places"
import { hideCutSecret, secretsIn } from "@signalbox/env-file/secrets-in"
import type { EvidenceView } from "./schema.ts"

/** Shorter ones are words and numbers that stand in every log. */
const SECRET_CHARS_MIN = 6

export type MaskText = (text: string) => string

/** Hides each secret of these env texts wherever it stands, also as JSON or a URL would spell it, or cut off at the text's end. */
export function secretMask(envTexts: readonly string[], secretKeys: readonly string[]): MaskText {
  const spellings = envTexts
    .flatMap((text) => [...secretsIn(text, secretKeys)])
    .filter((secret) => secret.length >= SECRET_CHARS_MIN)
    .flatMap((secret) => [secret, encodeURIComponent(secret), decoded(secret), JSON.stringify(secret).slice(1, -1)])
    .filter((spelling) => spelling.length >= SECRET_CHARS_MIN)
  // Longest first: a secret that holds another must not leave its rest behind.
  const ordered = [...new Set(spellings)].sort((a, b) => b.length - a.length)
  return (text) => {
    const masked = ordered.reduce((shown, spelling) => shown.replaceAll(spelling, SECRET_MASK), text)
    return hideCutSecret(masked, ordered, { mask: SECRET_MASK, charsMin: SECRET_CHARS_MIN })
  }
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
