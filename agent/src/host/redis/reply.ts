// What a Redis answers, and how to take from it what was expected: an answer of another shape is "not said", no error.

/** Bulk strings stay bytes: a key need not be text. */
export type Reply = string | number | null | Buffer | RedisFailure | Reply[]

/** An answer that is an error, or none at all. Only its kind is kept: what a server says may repeat what was sent. */
export class RedisFailure extends Error {
  /** An error word of Redis such as NOAUTH, a code of the system such as ECONNREFUSED, or "timed-out", "closed", "too-large", "not-redis". */
  readonly kind: string

  constructor(kind: string) {
    super(kind)
    this.name = "RedisFailure"
    this.kind = kind
  }
}

const ERROR_WORDS = new Set(
  "WRONGPASS NOAUTH NOPERM LOADING MASTERDOWN DENIED BUSY MISCONF OOM READONLY WRONGTYPE CLUSTERDOWN MOVED".split(" "),
)

/** Errors that begin with ERR, by what is telling in them; versions differ in the words around it. */
const ERR_KINDS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^ERR unknown (sub)?command/i, "unknown-command"],
  [/^ERR max number of clients/i, "too-many-clients"],
  [/^ERR .*(no password is set|without any password)/i, "no-password-set"],
  [/^ERR invalid password/i, "WRONGPASS"],
]

/** Only the kind of a server's error. */
export function failureOf(said: string): RedisFailure {
  const word = said.split(" ", 1)[0] ?? ""
  if (ERROR_WORDS.has(word)) return new RedisFailure(word)
  return new RedisFailure(ERR_KINDS.find(([pattern]) => pattern.test(said))?.[1] ?? "ERR")
}

/** The answer as text, cut to `charsMax`; "" when it is no text. */
export function textOf(reply: Reply | undefined, charsMax: number): string {
  if (Buffer.isBuffer(reply)) return reply.toString("utf8", 0, charsMax * 4).slice(0, charsMax)
  return typeof reply === "string" || typeof reply === "number" ? String(reply).slice(0, charsMax) : ""
}

/** The answer as a number; null when it is none. */
export function numberOf(reply: Reply | undefined): number | null {
  const text = textOf(reply, 40)
  const value = text.trim() === "" ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : null
}

/** The answer as a number of things: 0 when it is none, as for a key that is not there. */
export function countOf(reply: Reply | undefined): number {
  return Math.max(0, Math.trunc(numberOf(reply) ?? 0))
}

/** The items of an array; none when it is no array. */
export function itemsOf(reply: Reply | undefined): Reply[] {
  return Array.isArray(reply) ? reply : []
}
