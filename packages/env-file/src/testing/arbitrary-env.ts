// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are references in env texts, not ours
import fc from "fast-check"

// Texts that look enough like env files to reach every corner of a reader, and little enough to be surprising.

const PIECES = [
  "A",
  "B",
  "C_1",
  "export ",
  "export",
  "=",
  "=",
  "=",
  ":",
  " ",
  "\t",
  "\n",
  "\n",
  "\n",
  "\r\n",
  "\r",
  "#",
  "# note",
  ";",
  "'",
  '"',
  "`",
  "\\",
  "\\n",
  "\\'",
  '\\"',
  "$",
  "${A}",
  "${B:-x}",
  "$A",
  "1",
  "two words",
  "é",
  "…",
  "\u00a0",
  "\u2028",
  "redis://:pw@127.0.0.1:6379/0",
  "https://u:p@ss@h/x?token=abc&y=1",
  "DB_PASSWORD",
  "API_KEY=",
  "••••",
  "•",
  "@",
  "{",
  "}",
]

/** Pieces of env syntax strung together at random. */
export function envText(): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(""))
}

const key = fc.constantFrom("A", "B", "C", "DB_PASSWORD", "REDIS_URL", "YT_ACCOUNT_ID", "API_KEY", "lower_case")
const word = fc.stringMatching(/^[A-Za-z0-9_./:@%+,-]{0,12}$/)
const value = fc.oneof(
  word,
  word.map((text) => `"${text}"`),
  word.map((text) => `'a ${text}'`),
  word.map((text) => `redis://:${text}@198.51.100.9:6379/0`),
  fc.tuple(word, word).map(([one, two]) => `"${one}\n${two}"`),
)
const comment = word.map((text) => `# ${text}`)

/** Well-formed texts: every key once, comments, blank lines, quotes, values over several lines. */
export function tidyEnvText(): fc.Arbitrary<string> {
  const pair = fc.record({ key, value, comment: fc.option(comment), isApart: fc.boolean() })
  return fc
    .tuple(fc.uniqueArray(pair, { maxLength: 6, selector: (entry) => entry.key }), fc.boolean(), fc.boolean())
    .map(([pairs, isCrlf, isEnded]) => {
      const lines = pairs.flatMap((entry) => [
        ...(entry.isApart ? [""] : []),
        ...(entry.comment ? [entry.comment] : []),
        `${entry.key}=${entry.value}`,
      ])
      const text = lines.join("\n") + (isEnded && lines.length > 0 ? "\n" : "")
      return isCrlf ? text.replaceAll("\n", "\r\n") : text
    })
}
