// Key names as patterns: what is peculiar to one object is collapsed, so that what leaves the server says which kind of
// keys there are and nothing of the people and things that they are about.

const PATTERN_CHARS_MAX = 160
const KEY_BYTES_MAX = 512
const PART_CHARS_MAX = 40

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi
/** Hex, base32 or base64 that a program made: long, and with digits among the letters. */
const LONG_TOKEN = /[A-Za-z0-9+=_-]{16,}/g
const DIGITS = /\d+/g

/** `session:8f…:42` is `session:*:#`: digits are `#`, ids, hashes and whatever is no plain word `*`. */
export function keyPatternOf(key: Buffer): string {
  const text = key.toString("utf8", 0, KEY_BYTES_MAX)
  // The replacement character stands for bytes that are no UTF-8: a packed id, not a word.
  const parts = text.split(/([:/|]+)/).map((part, index) => (index % 2 === 1 ? part : partPattern(part)))
  return parts.join("").slice(0, PATTERN_CHARS_MAX)
}

function partPattern(part: string): string {
  const plain = part
    .replace(UUID, "*")
    .replace(LONG_TOKEN, (token) => (isMade(token) ? "*" : token))
    .replace(DIGITS, "#")
  const isOdd = /[^\w.{}#*@+=,;~$!()[\]<>-]|@/.test(plain.replace(/^@/, ""))
  return isOdd || plain.length > PART_CHARS_MAX ? "*" : plain
}

/** Words in a row are no token: `celery-task-meta` stays, `dGhlIHF1aWNrIGJyb3du1` does not. */
function isMade(token: string): boolean {
  return token
    .split(/[-_]/)
    .some((piece) => piece.length >= 12 && (/\d/.test(piece) || /[a-z][A-Z].*[a-z][A-Z]/.test(piece)))
}
