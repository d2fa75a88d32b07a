import type { EnvFault } from "./fault.ts"
import type { MaskPlace } from "./mask-places.ts"
import { maskedPlace, maskPlace, maskPlaces, maskUrlsOf } from "./mask-places.ts"
import type { EnvLine } from "./parse.ts"
import { parseEnvText, renderEnvText } from "./parse.ts"
import { replaceSpans, URL_MASK } from "./url-secrets.ts"

export interface Unmasked {
  /** With faults, it still holds masks and must not be saved. */
  text: string
  faults: EnvFault[]
}

const DOTS = /•{4,}/

/**
 * Puts back what `maskEnvText(original)` hid, wherever the editor left the mask as it was: twelve dots become the
 * original value of that key, four dots inside a URL that URL's password. A mask that answers to nothing in the
 * original, or of which only a part is left, gives a fault. `unmaskEnvText(maskEnvText(t), t).text === t`.
 */
export function unmaskEnvText(edited: string, original: string, extra: readonly string[] = []): Unmasked {
  const before = parseEnvText(original)
  const places = maskPlaces(before, extra)
  // Dots that stood in the original as such are no masks.
  const plain = new Set(before.lines.filter((_, index) => !places[index]).map((line) => line.raw))
  const secrets = bySlot(places)
  const env = parseEnvText(edited)
  const masks = env.lines.map((line) => (plain.has(line.raw) ? undefined : maskedPlace(line)))
  const sources = new Map<MaskPlace, MaskPlace | undefined>()
  for (const [slot, found] of bySlot(masks)) {
    const originals = secrets.get(slot) ?? []
    for (const [index, mask] of found.entries()) sources.set(mask, sourceOf(originals, { index, count: found.length }))
  }

  const faults: EnvFault[] = []
  const lines = env.lines.map((line, index) => {
    const mask = masks[index]
    if (!mask) {
      if (DOTS.test(line.raw) && !plain.has(line.raw)) faults.push(editedMask(line))
      return line
    }
    const source = sources.get(mask)
    const raw = source && restore(mask, source)
    if (raw !== undefined) return { ...line, raw }
    faults.push(orphanedMask(line))
    return line
  })
  return { text: renderEnvText({ lines }), faults }
}

/**
 * The secret that a mask stands for. Where a name stands several times the masks must be as many as the secrets, for
 * otherwise nobody could say which one was deleted.
 */
function sourceOf(originals: MaskPlace[], mask: { index: number; count: number }): MaskPlace | undefined {
  if (originals.length === 1) return originals[0]
  return originals.length === mask.count ? originals[mask.index] : undefined
}

/** The masked line with the original's secrets; undefined when the two do not fit together. */
function restore(mask: MaskPlace, source: MaskPlace): string | undefined {
  if (mask.kind !== source.kind) return undefined
  const { raw } = mask.line
  const secrets = source.spans.map((span) => source.line.raw.slice(span.start, span.end))
  if (mask.kind === "rest") return raw.slice(0, mask.spans[0]?.start ?? 0) + (secrets[0] ?? "")
  if (mask.spans.length !== secrets.length) return undefined
  const restored = replaceSpans(raw, mask.spans, (index) => {
    const span = mask.spans[index]
    const shown = span ? raw.slice(span.start, span.end) : ""
    return shown === URL_MASK ? (secrets[index] ?? "") : shown
  })
  return hidesAgain(restored, mask) ? restored : undefined
}

/** A mask that was moved, say from a password's place to a user's, must not bring the secret to where it would be shown. */
function hidesAgain(restored: string, mask: MaskPlace): boolean {
  const [line, ...others] = parseEnvText(restored).lines
  if (!line || others.length > 0 || line.kind !== mask.line.kind) return false
  return maskUrlsOf(line) === maskPlace(mask)
}

function bySlot(places: (MaskPlace | undefined)[]): Map<string, MaskPlace[]> {
  const groups = new Map<string, MaskPlace[]>()
  for (const place of places) {
    if (!place) continue
    const group = groups.get(place.slot)
    if (group) group.push(place)
    else groups.set(place.slot, [place])
  }
  return groups
}

function editedMask({ lineNumber }: EnvLine): EnvFault {
  const message = `Line ${lineNumber} holds a part of a mask. Type the whole value anew, or leave the mask as it was.`
  return { line: lineNumber, code: "mask-edited", message }
}

function orphanedMask({ lineNumber }: EnvLine): EnvFault {
  const message = `Line ${lineNumber} holds a mask that stands for no known value. Type the value.`
  return { line: lineNumber, code: "mask-without-original", message }
}
