import type { Span } from "./parse.ts"

// Passwords inside URLs, wherever they stand in a value: `redis://:hunter2@203.0.113.5:6379/0`, several in a list,
// a token in the place of the user, a token among the parameters. And those that a value names itself, as words, options
// or JSON: `host=db password=hunter2`, `--token=hunter2`, `{"password": "hunter2"}`.

/** What stands for a password inside a URL, whatever its length. */
export const URL_MASK = "••••"
/** A whole userinfo this long without a colon is a token (`https://TOKEN@host`), not a user's name. */
const TOKEN_CHARS_MIN = 16

const AFTER_SCHEME = /[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\//g
const TOKEN_END = /\s|[A-Za-z][A-Za-z0-9+.-]{0,30}:\/\//
const SECRET_PARAMETER =
  /[?&;](?:[\w-]{0,40}(?:password|passwd|secret|token|signature)|pass|pwd|auth|sig|(?:api|access)?[_-]?key)=([^&\s'"`#]+)/gi
const NAMED_SECRET =
  /(?<![\w?&;])[\w.-]{0,40}(?:password|passwd|secret|token|api[_-]?key)["']?\s{0,2}[=:]\s{0,2}["']?([^\s'"`,;&})]+)/gi

/** Where secrets stand in the text, in order, none overlapping another. */
export function urlSecretSpans(text: string): Span[] {
  const spans: Span[] = []
  for (const scheme of text.matchAll(AFTER_SCHEME)) {
    const span = userinfoSecret(text, scheme.index + scheme[0].length)
    if (span) spans.push(span)
  }
  for (const parameter of [...text.matchAll(SECRET_PARAMETER), ...text.matchAll(NAMED_SECRET)]) {
    const end = parameter.index + parameter[0].length
    const span = { start: end - (parameter[1] ?? "").length, end }
    if (!spans.some((other) => span.start < other.end && other.start < span.end)) spans.push(span)
  }
  return spans.sort((a, b) => a.start - b.start)
}

/**
 * Passwords in the wild are not always percent-encoded: one may hold `@`, `/`, `?`, `#` or a quote. So the userinfo
 * reaches to the last `@` before a blank or the next URL; too much is hidden rather than too little.
 */
function userinfoSecret(text: string, start: number): Span | undefined {
  const rest = text.slice(start)
  const reach = rest.search(TOKEN_END)
  const token = reach < 0 ? rest : rest.slice(0, reach)
  const at = token.lastIndexOf("@")
  if (at < 0) return undefined
  const colon = token.indexOf(":")
  const slash = token.search(/[/?#]/)
  const hasPassword = colon >= 0 && colon < at && (slash < 0 || colon < slash)
  if (hasPassword) return colon + 1 < at ? { start: start + colon + 1, end: start + at } : undefined
  const isToken = at >= TOKEN_CHARS_MIN || token.slice(0, at) === URL_MASK
  return isToken && (slash < 0 || at < slash) ? { start, end: start + at } : undefined
}

/** The text with each secret in its URLs replaced by four dots. */
export function maskUrls(text: string): string {
  return replaceSpans(text, urlSecretSpans(text), () => URL_MASK)
}

/** Replaces spans that are in order and do not overlap. */
export function replaceSpans(text: string, spans: Span[], replacement: (index: number) => string): string {
  let result = ""
  let from = 0
  for (const [index, span] of spans.entries()) {
    result += text.slice(from, span.start) + replacement(index)
    from = span.end
  }
  return result + text.slice(from)
}
