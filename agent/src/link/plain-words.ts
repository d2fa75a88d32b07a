const CHARS_MAX = 300

/** What somebody says who has not proved who they are, for a terminal or a log: no control characters, and not much of it. */
export function plainWords(text: string): string {
  return text.replaceAll(/\p{C}+/gu, " ").slice(0, CHARS_MAX)
}
