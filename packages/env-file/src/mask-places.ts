import type { EnvLine, EnvText, Span } from "./parse.ts"
import { parseEnvText } from "./parse.ts"
import { isSecretKey, isSecretValue } from "./secret-keys.ts"
import { replaceSpans, URL_MASK, urlSecretSpans } from "./url-secrets.ts"

// Where secrets stand in a text, line by line. Hiding and putting back both go by this, so that they agree.

/** What stands for a secret value, whatever its length. */
export const SECRET_MASK = "••••••••••••"

export interface MaskPlace {
  line: EnvLine
  /** Which secrets of two texts answer to each other: those of the same name, the first to the first and so on. */
  slot: string
  /** `rest`: all from `spans[0]` to the end of the line. `urls`: each span is a password inside a URL. */
  kind: "rest" | "urls"
  spans: Span[]
}

/** The slot of what is hidden from its first character on. */
const WHOLE_LINE = "line"
/** A mask, whatever quotes and blanks an editor's hand put around it. */
const MASKED = new RegExp(`^\\s*(['"\`]?)${SECRET_MASK}\\1\\s*$`)
const PLAUSIBLE_KEY = /^[A-Za-z_][A-Za-z0-9_.-]{0,254}$/
const ASSIGNMENT = /^([ \t]*(?:[#;]+[ \t]*)?(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]{0,254})[ \t]*[=:][ \t]*)/

/** One place for each line that may hold a secret, whether or not it is one; `undefined` for every other line. */
export function maskPlaces(text: EnvText, extraSecretKeys: readonly string[] = []): (MaskPlace | undefined)[] {
  let isSpilling = false
  let before: MaskPlace | undefined
  return text.lines.map((line, index) => {
    const isSuspect = isSpilling || isContinued(before) || looksLikeSpill(line, text.lines[index - 1])
    if (line.kind === "invalid" && line.reason === "open-quote")
      isSpilling ||= isSecretKey(line.key ?? "", extraSecretKeys)
    before = line.kind === "blank" ? undefined : isSuspect ? wholeLine(line) : placeIn(line, extraSecretKeys)
    return before
  })
}

/** Keys that are none: pieces of a secret that goes on over lines, each of which reads like a pair. */
export function spiltKeys(text: string, extraSecretKeys: readonly string[] = []): string[] {
  const places = maskPlaces(parseEnvText(text), extraSecretKeys)
  return places.flatMap((place) => (place?.slot === WHOLE_LINE && place.line.kind === "pair" ? [place.line.key] : []))
}

/** The line with what is secret in it replaced. */
export function maskPlace(place: MaskPlace): string {
  const { raw } = place.line
  if (place.kind === "rest") return raw.slice(0, place.spans[0]?.start ?? 0) + SECRET_MASK
  return replaceSpans(raw, place.spans, () => URL_MASK)
}

function placeIn(line: EnvLine, extra: readonly string[]): MaskPlace | undefined {
  if (line.kind === "pair") {
    if (!PLAUSIBLE_KEY.test(line.key)) return wholeLine(line)
    const rest: MaskPlace = { line, slot: `key ${line.key}`, kind: "rest", spans: [toEnd(line, line.value.start)] }
    const isSecret = isSecretKey(line.key, extra) || isSecretValue(line.raw)
    return isSecret ? rest : urlPlace({ ...rest, kind: "urls", spans: pairUrlSpans(line) }, rest)
  }
  if (line.kind === "invalid") {
    const { key = "", reason, raw } = line
    if (reason !== "open-quote" || !PLAUSIBLE_KEY.test(key)) return wholeLine(line)
    return { line, slot: `key ${key}`, kind: "rest", spans: [toEnd(line, raw.indexOf("=") + 1)] }
  }
  const assignment = ASSIGNMENT.exec(line.raw)
  const key = assignment?.[2] ?? ""
  const start = assignment?.[0].length ?? 0
  if (isSecretKey(key, extra)) return { line, slot: `comment ${key}`, kind: "rest", spans: [toEnd(line, start)] }
  const marker = line.raw.search(/[#;]/) + 1
  const rest: MaskPlace = { line, slot: "comment", kind: "rest", spans: [toEnd(line, marker)] }
  return urlPlace({ ...rest, kind: "urls", spans: urlSecretSpans(line.raw) }, rest)
}

/**
 * Masked URLs must be found again in the masked line, in the same number, or nothing could be put back: where hiding
 * one secret changes what looks like another, the whole value is hidden.
 */
function urlPlace(place: MaskPlace, rest: MaskPlace): MaskPlace | undefined {
  if (place.spans.length === 0) return undefined
  const [masked, ...others] = parseEnvText(maskPlace(place)).lines
  if (!masked || others.length > 0 || masked.kind !== place.line.kind) return rest
  if (masked.kind === "pair" && place.line.kind === "pair" && masked.key !== place.line.key) return rest
  const found = urlSpansOf(masked)
  const isSame = found.length === place.spans.length && found.every((span) => isUrlMask(masked.raw, span))
  return isSame ? place : rest
}

/** The place in an edited line that is still masked, if there is one. */
export function maskedPlace(line: EnvLine): MaskPlace | undefined {
  if (line.kind === "pair" && PLAUSIBLE_KEY.test(line.key))
    return maskedRest(line, `key ${line.key}`, line.value.start) ?? maskedUrls(line, `key ${line.key}`)
  if (line.kind === "comment") {
    const assignment = ASSIGNMENT.exec(line.raw)
    const inAssignment = assignment && maskedRest(line, `comment ${assignment[2]}`, assignment[0].length)
    return inAssignment ?? maskedRest(line, "comment", line.raw.search(/[#;]/) + 1) ?? maskedUrls(line, "comment")
  }
  return maskedRest(line, WHOLE_LINE, 0)
}

function maskedRest(line: EnvLine, slot: string, start: number): MaskPlace | undefined {
  return MASKED.test(line.raw.slice(start)) ? { line, slot, kind: "rest", spans: [toEnd(line, start)] } : undefined
}

function maskedUrls(line: EnvLine, slot: string): MaskPlace | undefined {
  const spans = urlSpansOf(line)
  return spans.some((span) => isUrlMask(line.raw, span)) ? { line, slot, kind: "urls", spans } : undefined
}

/** The line with the secrets in its URLs replaced. */
export function maskUrlsOf(line: EnvLine): string {
  return replaceSpans(line.raw, urlSpansOf(line), () => URL_MASK)
}

function urlSpansOf(line: EnvLine): Span[] {
  return line.kind === "pair" ? pairUrlSpans(line) : urlSecretSpans(line.raw)
}

function isUrlMask(raw: string, span: Span): boolean {
  return raw.slice(span.start, span.end) === URL_MASK
}

/** Inside the quotes and in the comment apart, so that a quote is no part of a password and may be one's character. */
function pairUrlSpans(line: EnvLine & { kind: "pair" }): Span[] {
  const isQuoted = line.quote !== "none" && line.quote !== "mixed"
  const { start, end } = line.value
  const regions = isQuoted
    ? [
        { start: start + 1, end: end - 1 },
        { start: end, end: line.raw.length },
      ]
    : [toEnd(line, start)]
  return regions.flatMap((region) =>
    urlSecretSpans(line.raw.slice(region.start, region.end)).map((span) => ({
      start: span.start + region.start,
      end: span.end + region.start,
    })),
  )
}

/** A backslash at the end of a hidden line: systemd joins the next one to it, so that is hidden too. */
function isContinued(before: MaskPlace | undefined): boolean {
  return before?.kind === "rest" && (/\\+$/.exec(before.line.raw)?.[0].length ?? 0) % 2 === 1
}

/**
 * The last line of a pasted key, which ends with the `=` of its base64, looks like a pair; after a line that is none
 * it is taken for what it is.
 */
function looksLikeSpill(line: EnvLine, previous: EnvLine | undefined): boolean {
  return previous?.kind === "invalid" && line.kind === "pair" && /^=?$/.test(line.raw.slice(line.value.start).trim())
}

function wholeLine(line: EnvLine): MaskPlace {
  return { line, slot: WHOLE_LINE, kind: "rest", spans: [toEnd(line, 0)] }
}

function toEnd(line: EnvLine, start: number): Span {
  return { start, end: line.raw.length }
}
